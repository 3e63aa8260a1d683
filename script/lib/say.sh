# How the scripts talk: short lines, and a plain sentence where they cannot go on.

say() { printf '%s\n' "$@"; }

# stop SENTENCE...: say why it cannot go on, and end.
stop() {
    printf '\n' >&2
    printf '%s\n' "$@" >&2
    exit 1
}

# progress TITLE: read lines "PERCENT" from standard input and show them, in
# place on a terminal and in steps of twenty per cent elsewhere.
progress() {
    local title=$1 percent shown=-20
    while read -r percent; do
        if [ -t 1 ]; then
            printf '\r%s: %3d %%' "$title" "$percent"
        elif [ "$percent" -ge $((shown + 20)) ]; then
            shown=$percent
            say "$title: $percent %"
        fi
    done
    if [ -t 1 ]; then printf '\r%s: 100 %%\n' "$title"; fi
}
