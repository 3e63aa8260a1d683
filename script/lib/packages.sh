# System packages: which are missing, and how they are installed.

packages_dir=$(dirname "${BASH_SOURCE[0]}")/../packages

package_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

package_available() {
    # Not through a pipe: grep would leave early, and pipefail would call that a failure.
    grep -q '^  Candidate: [^(]' <<<"$(apt-cache policy "$1")"
}

# missing_packages FILE...: print the lines of the lists of which no alternative is installed.
missing_packages() {
    local line name
    while read -r line; do
        for name in ${line//|/ }; do
            if package_installed "$name"; then continue 2; fi
        done
        printf '%s\n' "$line"
    done < <(cat "$@" | sed 's/#.*//; /^[[:space:]]*$/d')
}

# first_available "a | b": the first alternative that this release of Debian has.
first_available() {
    local name
    for name in ${1//|/ }; do
        if package_available "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "${1%% *}"
}

# as_root COMMAND...: run it as root, by sudo where that is needed.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_become_root() {
    [ "$(id -u)" = 0 ] && return
    command -v sudo >/dev/null || return
    # With a terminal sudo can ask for the password; without one it must not need it.
    [ -t 0 ] || sudo -n true 2>/dev/null
}

stop_without_root() {
    local command="apt-get update && apt-get install --no-install-recommends $*"
    stop "Some system packages are missing, and installing them needs root." \
        "Type this as root, then start again:" "" "  $command"
}

# install_packages LOG LIST...: install what is missing of the lists (their names
# without .txt) and of the packages named in $also_needed.
install_packages() {
    local log=$1 list files=() lines=() names=() line
    shift
    for list in "$@"; do files+=("$packages_dir/$list.txt"); done
    if ! command -v dpkg-query >/dev/null; then
        stop "This is not a Debian system, so its packages cannot be checked or installed." \
            "Use Debian 12 or 13, or the container (compose.yaml)."
    fi
    mapfile -t lines < <(missing_packages "${files[@]}"; printf '%s' "${also_needed:-}")
    [ "${#lines[@]}" -gt 0 ] || return 0
    if ! may_become_root; then
        # Without a fresh list of packages the last alternative is the older name.
        for line in "${lines[@]}"; do names+=("$(first_available "$line")"); done
        stop_without_root "${names[@]}"
    fi

    say "System packages: ${#lines[@]} are missing, asking for the list of what Debian has"
    apt_get "$log" update || stop_with_log "The list of Debian's packages could not be fetched. Check the network, then start again." "$log"
    for line in "${lines[@]}"; do names+=("$(first_available "$line")"); done
    say "System packages: installing ${names[*]}"
    install_without_starting "$log" "${names[@]}" ||
        stop_with_log "The system packages could not be installed." "$log"
}

# apt_get LOG ARGUMENTS...: apt-get with its percentage shown and its words in the log.
apt_get() {
    local log=$1
    shift
    {
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o APT::Status-Fd=3 -o DPkg::Lock::Timeout=300 "$@" \
            3>&1 >>"$log" 2>&1 </dev/null
    } | apt_percent | progress "  apt-get $1"
}

# Fetching counts as the first half, unpacking as the second.
apt_percent() {
    local kind percent
    while IFS=: read -r kind _ percent _; do
        case $kind in
            dlstatus) printf '%d\n' $((${percent%.*} / 2)) ;;
            pmstatus) printf '%d\n' $((50 + ${percent%.*} / 2)) ;;
        esac
    done
}

# A database server that Debian starts of itself on installation would hold a port
# and memory for nothing: the tests start their own. In a subshell, for its trap.
install_without_starting() (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'as_root rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
    fi
    apt_get "$1" install --yes --no-install-recommends "${@:2}"
)

stop_with_log() {
    stop "$1" "The last lines of $2:" "" "$(tail -n 15 "$2")"
}
