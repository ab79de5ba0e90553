#!/usr/bin/env python3
"""Measure foliolint and its peers against hand-made labels, and write docs/accuracy.md.

    accuracy.py --labels DIR --repos DIR --bin target/release/foliolint --peers VENV/bin [--write docs/accuracy.md]

DIR of --repos holds a git checkout for each label, `owner+name`, at the label's commit. VENV/bin holds ruff, bandit,
detect-secrets, deptry and repo-review with sp-repo-review (`pip install ruff bandit detect-secrets deptry
sp-repo-review`); each runs with its defaults and without the configuration of the repository where it can. benches/fresh.json
holds what was judged by reading on repositories that have no label. Standard library only.
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# flag, then for each peer the checks of it that mean the flag: a finding of one of them says "present".
PEERS = {
    "print-debugging": {"ruff": ["T201", "T203"]},
    "leftover-debugger": {"ruff": ["T100"]},
    "swallowed-exception": {"ruff": ["S110", "S112"], "bandit": ["B110", "B112"]},
    "hardcoded-secret": {
        "ruff": ["S105", "S106", "S107"],
        "bandit": ["B105", "B106", "B107"],
        "detect-secrets": ["*"],
    },
    "undeclared-dependency": {"deptry": ["DEP001"]},
    "request-without-timeout": {"ruff": ["S113"], "bandit": ["B113"]},
    "sql-from-strings": {"ruff": ["S608"], "bandit": ["B608"]},
    "blocking-call-in-async": {"ruff": ["ASYNC210", "ASYNC220", "ASYNC221", "ASYNC222", "ASYNC251"]},
    "eager-comprehension": {"ruff": ["C419"]},
    "permissive-settings": {"ruff": ["S501"], "bandit": ["B501"]},
    "no-tests": {"sp-repo-review": ["PY005"]},
    "no-readme": {"sp-repo-review": ["PY002"]},
    "no-license": {"sp-repo-review": ["PY003"]},
}
LINES = {"print-debugging": ("prints", "label", "debug", "output"), "hardcoded-secret": ("secrets", "real", True, False)}
TEST_PARTS = {"test", "tests"}


def run(command, folder, timeout=300):
    """What a command prints, or None where it failed to answer."""
    environment = {"PATH": os.environ["PATH"], "HOME": tempfile.gettempdir(), "NO_COLOR": "1"}
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=timeout, env=environment)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode(errors="replace")


def parsed(text):
    try:
        return json.loads(text or "")
    except ValueError:
        return None


def is_test(path):
    parts = pathlib.PurePosixPath(path).parts
    name = parts[-1] if parts else ""
    return bool(TEST_PARTS & {part.lower() for part in parts}) or name.startswith("test_") or name == "conftest.py"


class Answers:
    """The findings of one tool on one repository: (check, path, line); or none, where it gave no answer."""

    def __init__(self, found):
        self.answered = found is not None
        # In test code most of these checks are noise that nobody asks for; peers are not charged with it.
        self.found = [each for each in found or [] if not is_test(each[1])]

    def places(self, checks):
        return {(path, line) for check, path, line in self.found if "*" in checks or check in checks}


def relative(path, folder):
    path = pathlib.Path(path)
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.as_posix().removeprefix("./")


def ruff(binaries, folder):
    checks = sorted({check for peers in PEERS.values() for check in peers.get("ruff", [])})
    command = [binaries / "ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--output-format", "json"]
    answer = parsed(run([*command, "--select", ",".join(checks), "."], folder))
    if answer is None:
        return Answers(None)
    return Answers([(each["code"], relative(each["filename"], folder), each["location"]["row"]) for each in answer])


def bandit(binaries, folder):
    checks = sorted({check for peers in PEERS.values() for check in peers.get("bandit", [])})
    answer = parsed(run([binaries / "bandit", "-q", "-r", "-f", "json", "-t", ",".join(checks), "."], folder))
    if answer is None:
        return Answers(None)
    return Answers([(each["test_id"], relative(each["filename"], folder), each["line_number"]) for each in answer["results"]])


def detect_secrets(binaries, folder):
    answer = parsed(run([binaries / "detect-secrets", "scan"], folder))
    if answer is None:
        return Answers(None)
    results = answer["results"].items()
    return Answers([("secret", relative(path, folder), each["line_number"]) for path, all in results for each in all])


def deptry(binaries, folder):
    with tempfile.TemporaryDirectory() as place:
        output = pathlib.Path(place, "deptry.json")
        run([binaries / "deptry", ".", "--no-ansi", "--json-output", output], folder)
        if not output.exists():
            return Answers(None)
        answer = json.loads(output.read_text())
    found = [(each["error"]["code"], each["location"]["file"], each["location"]["line"] or 0) for each in answer]
    return Answers(found)


def sp_repo_review(binaries, folder):
    answer = parsed(run([binaries / "repo-review", "--format", "json", "."], folder))
    if answer is None:
        return Answers(None)
    checks = answer["checks"].items()
    return Answers([(name, "", 0) for name, check in checks if check["result"] is False])


RUNNERS = {"ruff": ruff, "bandit": bandit, "detect-secrets": detect_secrets, "deptry": deptry, "sp-repo-review": sp_repo_review}
PACKAGES = {"ruff": "ruff", "bandit": "bandit", "detect-secrets": "detect-secrets", "deptry": "deptry", "sp-repo-review": "sp-repo-review"}


def versions(binaries):
    code = "import importlib.metadata as m, sys; print('\\n'.join(m.version(n) for n in sys.argv[1:]))"
    printed = run([binaries / "python", "-c", code, *PACKAGES.values()], ".").split()
    return dict(zip(PACKAGES, printed, strict=True))


def scan(binary, folder):
    command = [binary, "check", "--isolated", "--exit-zero", "--output-format", "json", folder]
    return json.loads(run(command, "."))["repositories"][0]


def cell(said, real):
    return ("TP" if real else "FP") if said else ("FN" if real else "TN")


def measure(options):
    """Counts by tool, then by flag; and the same for places."""
    flags = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    places = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    silent, facts, scored = collections.Counter(), collections.Counter(), 0
    for file in sorted(options.labels.glob("*.json")):
        label = json.loads(file.read_text())
        folder = (options.repos / label["repo"].replace("/", "+")).resolve()
        head = run(["git", "rev-parse", "HEAD"], folder).strip()
        if head != label["commit"]:
            sys.exit(f"{folder}: not at the commit of its label")
        scored += 1
        report = scan(options.bin, folder)
        status = {verdict["name"]: verdict["status"] for verdict in report["verdicts"]}
        answers = {name: runner(options.peers, folder) for name, runner in RUNNERS.items()}
        for name, answer in answers.items():
            silent[name] += not answer.answered
        for flag, truth in label["flags"].items():
            if not truth.get("sure", True):
                flags["foliolint"][flag]["unsure"] += 1
                continue
            real = truth["present"] is True
            flags["foliolint"][flag][cell(status.get(flag) == "present", real)] += 1
            for peer, checks in PEERS.get(flag, {}).items():
                flags[peer][flag][cell(bool(answers[peer].places(checks)), real)] += 1
        for flag, (key, value, yes, no) in LINES.items():
            said = {"foliolint": lines_of(report, flag)}
            said.update((peer, answers[peer].places(checks)) for peer, checks in PEERS[flag].items())
            for place in label.get(key, []):
                if place[value] not in (yes, no) or (place[value] is None):
                    continue
                for tool, found in said.items():
                    hit = (place["path"], place["line"]) in found
                    places[tool][flag][cell(hit, place[value] == yes)] += 1
        facts["kind"] += report["kind"] == label["kind"]
        measures = report["measures"]
        coverage, known = measures["annotation_coverage"], label.get("annotation_coverage")
        if known is not None:
            facts["coverage known"] += 1
            facts["coverage"] += coverage is not None and abs(coverage - known) <= 0.05
        named = {each.lower().replace("_", "-") for each in measures["undeclared_distributions"]}
        facts["undeclared"] += named == {each.lower().replace("_", "-") for each in label.get("undeclared_imports") or []}
    return flags, places, silent, facts, scored


def lines_of(report, flag):
    found = set()
    for finding in report["findings"]:
        location = finding["location"]
        if finding["name"] == flag and location and location.get("start"):
            found.add((location["path"], location["start"]["line"]))
    return found


def share(part, whole):
    return f"{part / whole:.3f}" if whole else "–"


def row(name, count):
    positive, found = count["TP"] + count["FN"], count["TP"] + count["FP"]
    figures = [count["TP"], count["FP"], count["FN"], share(count["TP"], found), share(count["TP"], positive)]
    return f"| {name} | " + " | ".join(map(str, figures)) + " |"


HEAD = "| TP | FP | FN | precision | recall |\n|---|---|---|---|---|---|"


def document(options, flags, places, silent, facts, scored):
    own = flags["foliolint"]
    total = sum(own.values(), collections.Counter())
    lines = [TOP.format(scored=scored), f"| flag {HEAD}"]
    lines += [row(f"`{flag}`", own[flag]) for flag in sorted(own)]
    lines += [row("**all flags**", total), "", f"{total['unsure']} labels on which two careful reviewers could differ are left out.", ""]
    few = [f"`{flag}`" for flag in sorted(own) if own[flag]["TP"] + own[flag]["FN"] < 5]
    lines += [f"Under five repositories show {', '.join(few)}: there the figures say little, and the fixtures and the repositories below carry the proof.", ""]
    lines += ["## Places", "", f"| place {HEAD}"]
    lines += [row(f"lines of `{flag}`", places["foliolint"][flag]) for flag in sorted(LINES)]
    lines += ["", FACTS.format(scored=scored, **{name.replace(" ", "_"): value for name, value in facts.items()})]
    named = ", ".join(f"{name} {version}" for name, version in versions(options.peers).items())
    lines += [PEER_TEXT.format(named=named), f"| flag, checks of the peer {HEAD}"]
    for flag in sorted(PEERS):
        lines.append(row(f"`{flag}`: foliolint", own[flag]))
        lines += [row(f"`{flag}`: {peer} {', '.join(checks)}".removesuffix(" *"), flags[peer][flag]) for peer, checks in PEERS[flag].items()]
    lines += ["", f"| line, tool {HEAD}"]
    for flag in sorted(LINES):
        lines += [row(f"lines of `{flag}`: {tool}", places[tool][flag]) for tool in ["foliolint", *PEERS[flag]]]
    gone = [f"{name} gave no answer for {count}" for name, count in silent.items() if count]
    lines += ["", f"Of the {scored} repositories {', '.join(gone)}." if gone else "Every peer answered for every repository.", ""]
    lines += fresh(json.loads(options.fresh.read_text()))
    return "\n".join(lines + [BOTTOM])


def fresh(rounds):
    lines = [FRESH, "| round | repositories | findings judged | right | arguable | wrong | right of judged |", "|---|---|---|---|---|---|---|"]
    for each in rounds["rounds"]:
        judged = each["right"] + each["arguable"] + each["wrong"]
        counts = [each["name"], each["repositories"], judged, each["right"], each["arguable"], each["wrong"], share(each["right"], judged)]
        lines.append("| " + " | ".join(map(str, counts)) + " |")
    return [*lines, "", rounds["remarks"], "", "### Well-kept projects", "", rounds["well_kept"], ""]


TOP = """# Accuracy

<!-- Written by benches/accuracy.py; change it there. -->

How often foliolint is right, measured against people who read the code.

{scored} public repositories were read by a careful reviewer who applied the definitions of the flags by hand, without
the tool; a second one audited the labels. For each flag and repository the label says whether the red flag is there.
*TP*: both say so. *FP*: only foliolint does, which is an accusation that is wrong. *FN*: only the reviewer does.
Precision is TP of TP and FP, recall TP of TP and FN. "Not applicable" counts as "not there".

## Flags
"""
FACTS = """The purpose of the repository (web application, library, bot ...) was named right in {kind} of {scored}, the share of
annotated code was within 0.05 of the reviewer's in {coverage} of {coverage_known}, and the undeclared distributions
were exactly the reviewer's in {undeclared} of {scored}.
"""
PEER_TEXT = """## Peers, on the same labels

{named}, in the same run, each with its defaults and those of its checks that come closest to the flag. They were not
made for this question: most of them list every occurrence of a pattern and leave the judgement to the developer, and
deptry wants the environment in which the project is installed, which nobody has of a stranger's repository.
What they find in test code is not counted against them.
"""
FRESH = """## Repositories without labels

Labels can be learnt by heart. So further public repositories, in no label, about half of them well kept, of all kinds,
were scanned, and every finding of severity warning or error was judged by reading the code, before anything was
changed because of it. *Arguable*: two careful reviewers could differ. What was wrong became a fixture afterwards.
"""
BOTTOM = """## What this does not show

- The labels lay beside the rules while these were written. The figures say that a careful reviewer's answers can be
  met; how the rules do on code that nobody looked at before, the repositories without labels say.
- The labels were made with the same definitions that the rules follow: they show that the rules do what the
  definitions say, not that every reviewer would choose these definitions.
- The repositories are public, in English for the most part, and small; a large company's monorepo is another matter.
- A flag that few repositories show has figures with wide margins: with five positives, one miss is 0.2 of recall.
- Severity and wording are not measured, nor is what speaks for a repository.

## To measure again

```sh
cargo build --release
python3 -m venv peers && peers/bin/pip install ruff bandit detect-secrets deptry sp-repo-review
python3 benches/accuracy.py --labels LABELS --repos CHECKOUTS --bin target/release/foliolint --peers peers/bin --write docs/accuracy.md
```

The labels name people's repositories beside what is wrong with them, so they are not published here.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=pathlib.Path, required=True)
    parser.add_argument("--repos", type=pathlib.Path, required=True)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--peers", type=pathlib.Path, required=True)
    parser.add_argument("--fresh", type=pathlib.Path, default=pathlib.Path(__file__).with_name("fresh.json"))
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    options.peers, options.bin = options.peers.absolute(), options.bin.absolute()
    text = document(options, *measure(options))
    if options.write:
        options.write.write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
