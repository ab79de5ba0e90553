//! What frameworks call, over small repositories.

use super::Entries;
use crate::calls::Calls;
use crate::imports::tests::repository;

/// `function: role framework` of everything that is called by a framework.
fn entries(files: &[(&str, &str)]) -> Vec<String> {
    let (modules, _, imports) = repository(files);
    let calls = Calls::new(&modules, &imports);
    let entries = Entries::new(&modules, &imports, &calls);
    let all = entries.of.iter().map(|(function, entry)| {
        let (module, facts) = function.of(&modules).unwrap();
        let name = module.text(facts.name);
        format!("{name}: {:?} {}", entry.role, entry.framework)
    });
    all.collect()
}

#[test]
fn django() {
    let files = [
        ("shop/__init__.py", ""),
        (
            "shop/urls.py",
            "from django.urls import path\nfrom . import views\nfrom shop.views import pay\nurlpatterns = [path('', views.index), path('p', pay), path('c', views.Cart.as_view())]\n",
        ),
        (
            "shop/base.py",
            "from rest_framework.views import APIView\nclass Base(APIView):\n    pass\n",
        ),
        (
            "shop/views.py",
            "from .base import Base\nfrom django.views.generic import ListView\nfrom django.contrib.auth.decorators import login_required\ndef index(r): pass\ndef pay(r): pass\ndef total(rows): pass\n@login_required\ndef me(r): pass\ndef ask(request): return render(request)\ndef count(request) -> None: return render(request)\ndef log(request): pass\nclass Cart(Base):\n    def post(self, request): pass\n    def __init__(self): pass\nclass All(ListView):\n    def get_queryset(self): pass\nclass Row:\n    def get(self): pass\n",
        ),
        (
            "shop/signals.py",
            "from django.dispatch import receiver\nfrom django.db.models.signals import post_save\n@receiver(post_save)\ndef saved(sender, **kw): pass\ndef also(sender, **kw): pass\npost_save.connect(also)\n",
        ),
    ];
    assert_eq!(
        entries(&files),
        [
            "saved: Receiver Django",
            "also: Receiver Django",
            "index: View Django",
            "pay: View Django",
            "me: View Django",
            "ask: View Django",
            "post: View Django",
            "get_queryset: View Django",
        ]
    );
}

#[test]
fn routes_of_applications_and_routers() {
    let files = [
        (
            "api.py",
            "from fastapi import APIRouter, FastAPI\nfrom core import router as shared\napp = FastAPI()\nclass Api:\n    def __init__(self):\n        self.router = APIRouter()\n        self.router.add_api_route('/x', self.x)\n    def x(self): pass\n@app.get('/')\nasync def root(): pass\n@shared.post('/items')\ndef items(): pass\ndef create():\n    a = FastAPI()\n    @a.get('/in')\n    def inner(): pass\n    return a\n",
        ),
        (
            "core.py",
            "from fastapi import APIRouter\nrouter = APIRouter()\n",
        ),
        (
            "web.py",
            "import flask\nfrom flask.views import MethodView\nbp = flask.Blueprint('x', __name__)\n@bp.route('/a')\ndef a(): pass\ndef b(): pass\nbp.add_url_rule('/b', view_func=b)\nclass C(MethodView):\n    def get(self): pass\n",
        ),
        (
            "game.py",
            "import arcade\nclass Menu(arcade.View):\n    def on_draw(self): pass\ncache = {}\n@cache.get('x')\ndef d(): pass\n",
        ),
    ];
    assert_eq!(
        entries(&files),
        [
            "x: View FastAPI",
            "root: View FastAPI",
            "items: View FastAPI",
            "inner: View FastAPI",
            "a: View Flask",
            "b: View Flask",
            "get: View Flask",
        ]
    );
}

#[test]
fn tasks_of_queues_only() {
    let files = [
        (
            "proj/__init__.py",
            "from .celery import app as celery_app\n",
        ),
        (
            "proj/celery.py",
            "from celery import Celery\napp = Celery('x')\n",
        ),
        (
            "proj/tasks.py",
            "from celery import shared_task\nfrom .celery import app\nfrom proj import celery_app\nfrom prefect import task\n@shared_task\ndef a(): pass\n@app.task(bind=True)\ndef b(self): pass\n@celery_app.task\ndef c(): pass\n@task\ndef d(): pass\n",
        ),
        (
            "proj/jobs.py",
            "from rq import Queue\nfrom .work import run\nq = Queue()\nq.enqueue(run, 1)\n",
        ),
        ("proj/work.py", "def run(x): pass\n"),
    ];
    assert_eq!(
        entries(&files),
        [
            "a: Task Celery",
            "b: Task Celery",
            "c: Task Celery",
            "run: Task RQ",
        ]
    );
}
