# What the commands beside this file ask of Debian. Sourced, never run.

is_root() { [ "$(id -u)" = 0 ]; }

install() {  # install PACKAGE...: from Debian, as root
    echo "Installing $*" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

prepare_browser() {  # Chromium, installed where that is possible
    [ -x /usr/bin/chromium ] && return
    is_root && install chromium && [ -x /usr/bin/chromium ]
}
