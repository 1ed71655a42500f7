# Sourced by ./run and ./test: makes the local .venv with exactly the locked packages, once for each change of the locks.
# Usage: prepare run|dev

python_for_venv() {
    local candidate
    for candidate in python3.11 python3 python3.12 python3.13; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return 0
        fi
    done
    echo "Cần Python 3.11 trở lên có venv (Debian, Ubuntu: apt install python3-venv)." >&2
    echo "Python 3.11 or newer with venv is needed (Debian, Ubuntu: apt install python3-venv)." >&2
    return 1
}

# axe-core for the browser tests; where there is no npm they are skipped, in CI they fail.
prepare_browser_tests() {
    if command -v npm >/dev/null 2>&1; then
        npm ci --silent --no-audit --no-fund --prefix tests/browser
    fi
}

prepare() {
    local kind=$1 locks python mark
    locks=(requirements/tools.txt "requirements/$kind.txt" pyproject.toml)
    [ "$kind" = run ] || locks+=(tests/browser/package-lock.json)
    mark="$(cat "${locks[@]}" | sha256sum | cut -c1-16)"
    if [ -x .venv/bin/kiemdiem ] && grep -qx "$kind $mark" .venv/.prepared 2>/dev/null; then
        return 0
    fi
    if [ ! -x .venv/bin/python ]; then
        python=$(python_for_venv)
        echo "» tạo môi trường .venv (making .venv)"
        "$python" -m venv .venv
    fi
    echo "» cài đặt các gói đã khóa phiên bản (installing the locked packages)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
    .venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements/tools.txt "requirements/$kind.txt"
    echo "» cài đặt lệnh kiemdiem (installing the kiemdiem command)"
    .venv/bin/uv pip install --quiet --no-deps --no-build-isolation --python .venv/bin/python --editable .
    if [ "$kind" = dev ]; then
        prepare_browser_tests
    fi
    {
        echo "$kind $mark"
        # the development set holds the run-time set: ./run has nothing more to do after ./test
        [ "$kind" = run ] || echo "run $(cat requirements/tools.txt requirements/run.txt pyproject.toml | sha256sum | cut -c1-16)"
    } >.venv/.prepared
}
