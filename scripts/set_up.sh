#!/usr/bin/env bash
# Makes .venv in the checkout with everything in constraints.txt; run by `make demo` and `make test`.
# Does nothing when that has been done; says in one sentence what is missing when it cannot.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly VENV=.venv STAMP=.venv/set-up.done LOG=build/set-up.log

say() { printf 'set-up: %s\n' "$*" >&2; }

stop() {
    say "$@"
    exit 1
}

# What the environment was made from; a moved checkout has stale paths in its scripts.
fingerprint() { { pwd && cat pyproject.toml constraints.txt scripts/set_up.sh; } | cksum; }

is_done() { [ -x "$VENV/bin/python" ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$(fingerprint)" ]; }

# --- Debian's packages ---------------------------------------------------------------------

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

apt_get() {
    local sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" >>"$LOG" 2>&1 </dev/null
}

# install_or_name PACKAGE...: false when they are not installed afterwards.
install_or_name() {
    may_install || return 1
    say "installing $* with apt-get"
    apt_get update || true # an older list may still do
    apt_get install --no-install-recommends "$@"
}

# --- Python --------------------------------------------------------------------------------

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null
}

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if fits "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

choose_python() {
    local name=${PYTHON:-python3} found
    if ! command -v "$name" >/dev/null && [ -z "${PYTHON:-}" ]; then
        install_or_name python3 python3-venv ||
            stop "Python is missing; type: sudo apt install python3 python3-venv"
    fi
    if ! found=$(find_python); then
        command -v "$name" >/dev/null || stop "there is no $name on this machine"
        stop "spectrogui needs Python 3.11 to 3.14 and $name is" \
            "$("$name" -c 'import platform; print(platform.python_version())');" \
            "install one of them and name it, as in: make demo PYTHON=python3.11"
    fi
    echo "$found"
}

make_venv() {
    local python package=python3-venv
    # pip knows the folder that it was made in: none, half made, or moved here, it is made anew.
    if grep -qsF "$PWD/$VENV/" "$VENV/bin/pip" && fits "$VENV/bin/python" && [ -z "${PYTHON:-}" ]; then
        return
    fi
    python=$(choose_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        case $(basename "$python") in python3.*) package=$(basename "$python")-venv ;; esac
        install_or_name "$package" ||
            stop "Python's venv module is missing; type: sudo apt install $package"
    fi
    "$python" -m venv --clear "$VENV" >>"$LOG" 2>&1 ||
        stop "$python could not make $VENV; its words are in $LOG"
}

# --- the packages of constraints.txt -------------------------------------------------------

pip_install() {
    "$VENV/bin/python" -m pip install --disable-pip-version-check --no-input "$@" \
        >>"$LOG" 2>&1 || explain_pip
}

explain_pip() {
    local error
    error=$(grep -iE '^ *error: ' "$LOG" | tail -n 1 | sed -E 's/^ *error: //I') || true
    if grep -qE 'NewConnectionError|NameResolutionError|ConnectTimeout|Max retries' "$LOG"; then
        stop "pip reaches no package index: is this machine on the network? (details in $LOG)"
    elif grep -q 'No matching distribution' "$LOG"; then
        stop "pip sees no package index that has what is needed: is it told to stay offline," \
            "or is this an unusual machine ($(uname -sm))? It said: $error (details in $LOG)"
    fi
    stop "pip failed: ${error:-no reason given} (details in $LOG)"
}

install_packages() {
    say "installing into $VENV; the first time this takes a minute or more"
    pip_install "$(grep '^pip==' constraints.txt)" # Debian's own knows no dependency groups
    pip_install --constraint constraints.txt --build-constraint constraints.txt \
        --editable ".[parquet]" --group dev
}

# --- the system libraries of Qt ------------------------------------------------------------

# Debian's packages of the libraries that Qt links to and the machine lacks. Debian names a
# library's package after its soname: libEGL.so.1 is in libegl1, libX11.so.6 in libx11-6.
missing_packages() {
    local qt
    command -v ldd >/dev/null || return 0
    qt=$("$VENV/bin/python" -c 'import PySide6; print(PySide6.__path__[0])')/Qt
    ldd "$qt"/lib/libQt6Gui.so.6 "$qt"/lib/libQt6Widgets.so.6 \
        "$qt"/plugins/platforms/libq{offscreen,xcb}.so 2>/dev/null |
        awk '/not found/ { print tolower($1) }' |
        sed -E 's/([0-9])\.so\./\1-/; s/\.so\.//
                s/^lib(glib|gthread)-2\.0-0$/libglib2.0-0/; s/^libz1$/zlib1g/' | sort -u
}

qt_starts() {
    QT_QPA_PLATFORM=offscreen "$VENV/bin/python" \
        -c 'from PySide6.QtWidgets import QApplication; QApplication([])' >>"$LOG" 2>&1
}

install_qt_libraries() {
    local packages
    packages=$(missing_packages | tr '\n' ' ')
    packages=${packages% }
    # shellcheck disable=SC2086 # a list of words
    if [ -z "$packages" ] || install_or_name $packages; then
        qt_starts || stop "Qt does not start: $(tail -n 1 "$LOG")"
    elif qt_starts; then
        say "to open a window Qt needs more of the system; type: sudo apt install $packages"
    else
        stop "Qt needs libraries of the system; type: sudo apt install $packages"
    fi
}

# -------------------------------------------------------------------------------------------

main() {
    if is_done; then return; fi
    mkdir -p "$(dirname "$LOG")"
    : >"$LOG"
    rm -f "$STAMP"
    make_venv
    install_packages
    install_qt_libraries
    fingerprint >"$STAMP"
    say "done"
}

main
