"""run.py [FILE[:TEST]]...: runs the functions test_... of test files; without a FILE, all that are beside it.

One line for each test, and a last line `N passed, N failed`; exits with 1 when one failed."""

import importlib.util
import pathlib
import signal
import sys
import time
import traceback

import harness


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tests_of(argument):
    """[(name, function)] of FILE or FILE:TEST. A file that can't be loaded, or has no such test, is one failing test."""
    file, _, only = argument.partition(":")
    path = pathlib.Path(file).resolve()
    try:
        module = load(path)
    except Exception as error:  # whatever the file raises while it is loaded
        return [(path.stem, raising(error))]
    names = [only] if only else [name for name in vars(module) if name.startswith("test_") and callable(getattr(module, name))]
    missing = harness.Failure(f"{path} has no such test" if only else f"{path} has no tests")
    return [(f"{path.stem}.{name}", getattr(module, name, None) or raising(missing)) for name in names] or [(path.stem, raising(missing))]


def raising(error):
    def fail():
        raise error
    return fail


def run(name, test):
    """Whether the test passed; prints its line."""
    start = time.monotonic()
    try:
        test()
        problem = None
    except harness.Failure as failure:
        problem = str(failure)
    except Exception:  # a fault of the test is a failure as well
        problem = traceback.format_exc()
    print(f"{'ok    ' if problem is None else 'FAILED'} {name} ({time.monotonic() - start:.1f} s)")
    if problem is not None:
        print("\n".join("  " + line for line in problem.rstrip().splitlines()))
    sys.stdout.flush()
    return problem is None


def main(arguments):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tests = [test for argument in arguments for test in tests_of(argument)]
    try:
        passed = sum(run(name, test) for name, test in tests)
    finally:
        harness.stop_shared_nodes()
    print(f"{passed} passed, {len(tests) - passed} failed")
    return 0 if passed == len(tests) and tests else 1


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parent
    sys.exit(main(sys.argv[1:] or [str(path) for path in sorted(here.glob("test_*.py"))]))
