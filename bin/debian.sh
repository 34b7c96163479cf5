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

pdf_libraries="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

has_library() { [[ $(/sbin/ldconfig -p) == *"$1"* ]]; }

prepare_pdf() {  # what letters need to become PDFs; without it they still print, and the page says so
    has_library libpangoft2-1.0.so.0 && has_library libharfbuzz-subset.so.0 && return
    if is_root && install $pdf_libraries; then return; fi
    echo "Letters cannot become PDFs here. To mend it: sudo apt-get install -y $pdf_libraries" >&2
}
