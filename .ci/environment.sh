# Sourced by ./incidents and ./test: `prepare EXTRA` makes $root/.venv ready, once, and again when
# pyproject.toml changes. $root is the folder of the checkout.

say() {
    printf 'incidents: %s\n' "$*" >&2
}

# Install Debian's packages.
install_packages() {
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root=sudo
    fi
    if ! command -v apt-get >/dev/null || ! command -v ${as_root:-true} >/dev/null; then
        say "needed is $*: install it and try again"
        exit 1
    fi
    say "installing $*"
    $as_root apt-get update -q >&2
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

# Print the name of a Python that is new enough.
find_python() {
    for python in python3 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    say 'Python 3.11 or newer is needed: install it and try again'
    exit 1
}

prepare() {
    stamp=$root/.venv/ready$1
    wanted="$root $(cksum <"$root/pyproject.toml")"
    if is_ready; then
        return
    fi
    # One at a time: a second one waits here, and finds the environment ready.
    exec 9<"$root/pyproject.toml"
    if ! command -v flock >/dev/null || flock 9 && ! is_ready; then
        say "setting up $root/.venv: once, for some minutes"
        make_environment "$1"
    fi
    exec 9<&-
}

is_ready() {
    ready=
    if [ -r "$stamp" ]; then
        IFS= read -r ready <"$stamp" || :
    fi
    [ "$ready" = "$wanted" ]
}

make_environment() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages python3-venv
    fi
    venv=$root/.venv
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --clear "$venv"
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$root${1:+[$1]}" >&2
    for each in "$1" ''; do # an environment for the tests does for the command as well
        printf '%s\n' "$wanted" >"$venv/ready$each"
    done
}
