import os
import re
import subprocess
import sys
import types
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from pathlib import Path

import pytest
from unit.cli.running import PROGRAMS, enforcecore

from enforcecore_core import ConfigurationError
from enforcecore_core.cli import main
from enforcecore_core.cli.exits import CannotAsk

ROOT = Path(__file__).parents[3]
ANSI = re.compile(r"\x1b\[[0-9;]*m")
POLICY = ROOT / "examples" / "policy.yaml"
COMMANDS = [
    name
    for name in (
        "lint",
        "check",
        "test",
        "verify",
        "show",
        "export",
        "erase",
        "prune",
        "proof",
        "keygen",
        "witness",
        "schema",
    )
    if (ROOT / "enforcecore_core" / "cli" / f"{name}.py").exists()
]


@pytest.fixture
def command(monkeypatch):
    """Put a command of the test's own in the place of `schema`."""

    def offer(run):
        name = "enforcecore_core.cli.schema"
        module = types.ModuleType(name)
        module.__spec__ = ModuleSpec(name, None)
        module.NAME, module.HELP, module.run = "schema", "does as the test says", run
        module.add_arguments = lambda parser: parser.add_argument("words", nargs="*")
        monkeypatch.setitem(sys.modules, name, module)

    return offer


def raising(error):
    def run(arguments, terminal):
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CannotAsk("no such thing", "name another"), 2, "error: no such thing\nhint: name another"),
        (ConfigurationError("wrong"), 2, "error: wrong"),
        (FileNotFoundError(2, "No such file or directory", "x"), 2, "error: x: No such file"),
        (OSError("odd"), 2, "error: odd"),
        (KeyError("s3cret"), 4, "error: a fault of EnforceCore itself: KeyError at test_frame.py:"),
        (RecursionError(), 4, "RecursionError"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
    ],
    ids=repr,
)
def test_every_error_has_its_exit_code(command, error, code, said, capsys):
    command(raising(error))
    assert main(["schema"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert bool(said) is bool(err)
    assert "s3cret" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize("answer", [0, 1, 2, 3])
def test_the_answer_of_a_command_is_the_exit_code(command, answer):
    command(lambda arguments, terminal: answer)
    assert main(["schema"]) == answer


@pytest.mark.parametrize("asked", [["-v"], []], ids=["by option", "by environment"])
def test_a_fault_is_traced_on_request(command, asked, capsys, monkeypatch):
    command(raising(KeyError("s3cret")))
    if not asked:
        monkeypatch.setenv("ENFORCECORE_DEBUG", "1")
    assert main(["schema", *asked]) == 4
    assert "Traceback" in capsys.readouterr().err


def test_an_option_may_stand_before_the_command_and_among_its_words(command, capsys):
    asked = []
    command(lambda arguments, terminal: asked.append(arguments) or 0)
    assert main(["-q", "schema", "a", "--color", "never", "b", "-v"]) == 0
    [arguments] = asked
    assert arguments.words == ["a", "b"]
    assert (arguments.quiet, arguments.verbose, arguments.color) == (True, True, "never")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "which command?"),
        (["chek"], "there is no command 'chek'\nhint: did you mean 'check'?"),
        (["\x1b[31m"], r"there is no command '\x1b[31m'"),
        (["check"], "the following arguments are required: POLICY"),
        (["check", POLICY, "refund", "--expl"], "unrecognized arguments: --expl"),
        (["check", POLICY, "refund", "--\x1b[31m"], r"unrecognized arguments: --\x1b[31m"),
        (["--color", "red", "check"], "invalid choice: 'red'"),
        (["schema", "trail"], "invalid choice: 'trail'"),
    ],
    ids=str,
)
def test_wrong_usage_could_not_be_asked(words, said, capsys):
    assert main([str(word) for word in words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "\x1b" not in err


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_lists_every_exit_code(words, capsys):
    assert main([*words, "--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for code in (0, 1, 2, 3, 4, 130, 141):
        assert f"\n  {code:>3}  " in out


def test_help_lists_every_command(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for name in COMMANDS:
        assert f"\n  {name} " in out


def test_help_shows_the_arguments_of_a_command(capsys):
    assert main(["check", "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("usage: enforcecore check ")
    assert "POLICY TOOL [NAME=VALUE ...]" in out


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_version_is_that_of_the_distribution(program):
    done = enforcecore("--version", program=program)
    assert done.stdout.decode() == f"enforcecore {version('enforcecore-core')}\n"
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_console_script_is_the_command():
    script = Path(sys.executable).with_name("enforcecore")
    done = subprocess.run([script, "--version"], capture_output=True, check=True, text=True)
    assert done.stdout == f"enforcecore {version('enforcecore-core')}\n"


def test_asking_for_the_version_imports_no_command_and_no_framework():
    code = (
        "import sys; from enforcecore_core.cli import main; main(['--version']);"
        "print(sorted(n for n in sys.modules if n.partition('.')[0] in"
        " {'langchain_core', 'llama_index', 'enforcecore_langchain', 'enforcecore_llamaindex'}"
        f" or n in {{'enforcecore_core.cli.' + c for c in {COMMANDS}}}"
        " or n in {'enforcecore_core.cli.rich_painting', 'enforcecore_core.rehearsal',"
        " 'enforcecore_core.policy', 'enforcecore_core.audit'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[1] == "[]"


@pytest.mark.parametrize("words", [["schema", "policy"], ["--version"], ["--help"]], ids=str)
def test_whoever_stops_reading_is_not_bothered(words):
    reading, writing = os.pipe()
    os.close(reading)
    done = enforcecore(*words, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [["schema", "policy"], ["--version"]], ids=str)
def test_an_answer_that_cannot_be_written_is_no_answer(words):
    with Path("/dev/full").open("w") as full:
        done = enforcecore(*words, stdout=full)
    assert done.returncode == 2
    message = "error: standard output cannot be written: No space left on device\n"
    assert done.stderr.decode() == message


def test_a_closed_output_is_no_answer():
    command = f'"{sys.executable}" -m enforcecore_core check "{POLICY}" look_up_order >&-'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (2, "error: standard output is closed\n")


@pytest.fixture(scope="module")
def blocked(tmp_path_factory):
    """The words that ask about a blocked call, and the usual answer."""
    policy = tmp_path_factory.mktemp("blocked") / "p.yaml"
    policy.write_text("enforcecore: 1\ntools:\n  pay: {block: {reason: naïve}}\n", "utf-8")
    words = ["check", policy, "pay"]
    return words, enforcecore(*words).stdout.decode()


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "COLUMNS": "60"}, True),
        ({"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, False),
    ],
    ids=["no colour", "forced colour", "C locale"],
)
def test_words_and_exit_codes_are_the_same_everywhere(blocked, program, environment, coloured):
    words, usual = blocked
    done = enforcecore(*words, program=program, **environment)
    assert (done.returncode, done.stderr) == (1, b"")
    text = done.stdout.decode("ascii" if "LANG" in environment else "utf-8")
    assert (ANSI.search(text) is not None) is coloured
    assert ANSI.sub("", text).replace("\\xef", "ï") == usual


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs a directory nobody can write to")
def test_a_directory_that_cannot_be_written_is_enough_to_ask():
    assert enforcecore("check", POLICY, "look_up_order", cwd="/proc").returncode == 0
    done = enforcecore("schema", "policy", "--out", "x.json", cwd="/proc")
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: x.json cannot be written: ")
