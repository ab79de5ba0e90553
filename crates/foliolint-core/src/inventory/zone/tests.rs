//! Tests of zones, as lists of paths.

use super::*;

fn zones(paths: &[(&str, Zone)]) {
    let places = Places::new(paths.iter().map(|(path, _)| *path), []);
    for (path, zone) in paths {
        assert_eq!(places.zone(path), *zone, "{path}");
    }
}

#[test]
fn virtualenvs_and_projects_inside_them() {
    zones(&[
        ("env/pyvenv.cfg", Zone::Virtualenv),
        ("env/Lib/site-packages/x/tests/test_a.py", Zone::Virtualenv),
        ("env/Scripts/activate.bat", Zone::Virtualenv),
        ("env/site/manage.py", Zone::Production),
        ("env/main.py", Zone::Production),
        ("old/lib/python3.6/site-packages/y.py", Zone::Virtualenv),
        ("bin/tool.py", Zone::Production),
    ]);
    zones(&[
        ("pyvenv.cfg", Zone::Virtualenv),
        ("bin/activate", Zone::Virtualenv),
        ("README.md", Zone::Production),
        ("app/main.py", Zone::Production),
    ]);
}

#[test]
fn carried_along_or_own() {
    zones(&[
        ("vendor/requests/api.py", Zone::Vendored),
        ("x/_vendor/six.py", Zone::Vendored),
        ("shop/vendor/models.py", Zone::Production),
        ("shop/vendor/views.py", Zone::Production),
        ("web/node_modules/a/gyp.py", Zone::Vendored),
        ("static/js/jquery-3.js", Zone::Vendored),
        ("static/js/site.js", Zone::Production),
        ("static/admin/js/core.js", Zone::Vendored),
        ("app/static/helpers.py", Zone::Production),
        ("staticfiles/css/site.css", Zone::Vendored),
    ]);
}

#[test]
fn generated_code() {
    zones(&[
        ("app/migrations/0001_initial.py", Zone::Generated),
        ("migrations/env.py", Zone::Generated),
        ("migrations/versions/ab_x.py", Zone::Generated),
        ("alembic/env.py", Zone::Production),
        ("alembic/versions/ab_x.py", Zone::Generated),
        ("db/env.py", Zone::Production),
        ("db/versions/ab_x.py", Zone::Generated),
        ("api/versions/v1.py", Zone::Production),
        ("rpc/a_pb2.py", Zone::Generated),
        ("versioneer.py", Zone::Generated),
    ]);
}

#[test]
fn tests_docs_examples_and_tooling() {
    zones(&[
        ("test_a.py", Zone::Test),
        ("a_test.py", Zone::Test),
        ("app/tests.py", Zone::Test),
        ("app/tests_views.py", Zone::Test),
        ("conftest.py", Zone::Test),
        ("Tests/data/x.json", Zone::Test),
        ("test2.py", Zone::Production),
        ("testdata/x.py", Zone::Production),
        ("latest.py", Zone::Production),
        ("docs/conf.py", Zone::Docs),
        ("Docs/index.md", Zone::Docs),
        ("docs/__init__.py", Zone::Docs),
        ("app/docs/__init__.py", Zone::Production),
        ("app/docs/views.py", Zone::Production),
        ("examples/demo.py", Zone::Example),
        ("setup.py", Zone::Tooling),
        ("noxfile.py", Zone::Tooling),
        (".github/scripts/x.py", Zone::Tooling),
        (".env", Zone::Tooling),
    ]);
}
