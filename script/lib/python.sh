# The interpreter, the virtual environment and the pinned packages.

venv=$project/.venv

# python_fits COMMAND: is it a Python that the product is tested on?
python_fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 /usr/bin/python3}; do
        if python_fits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    stop "Python 3.11, 3.12 or 3.13 is needed, and none was found." \
        "Debian 12 and 13 have one: apt-get install python3. Another is named by PYTHON=/path/to/python."
}

# On Debian the means to make a virtual environment are a package of their own.
python_lacks_venv() {
    ! "$1" -c 'import ensurepip, venv' 2>/dev/null
}

# make_venv PYTHON LOG
make_venv() {
    if [ -x "$venv/bin/python" ] && python_fits "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    say "Python: making a virtual environment in .venv with $("$1" --version)"
    "$1" -m venv --clear "$venv" >>"$2" 2>&1 || stop_with_log "The virtual environment could not be made." "$2"
}

# install_requirements LOG FILE...: install the pinned packages, if a file or the
# interpreter has changed since they were last installed.
install_requirements() {
    local log=$1 file stamp wanted options=()
    shift
    stamp=$venv/installed-$(basename "${!#}" .txt)
    wanted=$("$venv/bin/python" --version; cat "$@" | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    for file in "$@"; do options+=(-r "$file"); done
    say "Python packages: installing what $(basename "${!#}") pins"
    "$venv/bin/python" -m pip --require-virtualenv --disable-pip-version-check --no-input \
        install --progress-bar off "${options[@]}" 2>&1 |
        tee -a "$log" | pip_percent "$(cat "$@" | grep -c '==')" | progress "  pip install" ||
        stop_with_log "The Python packages could not be installed. Check the network, then start again." "$log"
    printf '%s\n' "$wanted" >"$stamp"
}

# pip_percent NUMBER: pip names every package when it looks at it, and is silent
# while it unpacks them: that is the last tenth.
pip_percent() {
    local number=$1 seen=0 line
    while read -r line; do
        case $line in
            Collecting\ * | Requirement\ already\ satisfied:*)
                seen=$((seen + 1))
                [ $((seen * 90 / number)) -gt 90 ] || printf '%d\n' $((seen * 90 / number))
                ;;
        esac
    done
}
