# The processes of one "script/server": started together, watched, ended together.

declare -A process_names=()
stopping=

# start NAME LOG COMMAND...: start it in the background in a group of its own, so
# that Ctrl-C reaches this script alone and each process is told once, in order.
# It is also told when this script is killed without a word.
start() {
    local name=$1 log=$2
    shift 2
    setsid setpriv --pdeathsig TERM -- "$@" >>"$log" 2>&1 &
    process_names[$!]=$name
}

alive() { kill -0 "$1" 2>/dev/null; }

# stop_all: ask all to finish what they are doing, and end what has not after 30 seconds.
stop_all() {
    local pid deadline=$((SECONDS + 30))
    stopping=yes
    for pid in "${!process_names[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${!process_names[@]}"; do
        while alive "$pid" && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.1; done
        # Its children too, if it left any.
        kill -KILL -- "-$pid" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    process_names=()
}

# wait_for_web HOST PORT: until the web server answers, or a process has ended.
wait_for_web() {
    local deadline=$((SECONDS + 60)) pid
    until "$venv/bin/python" "$project/script/lib/answers.py" "$1" "$2"; do
        for pid in "${!process_names[@]}"; do alive "$pid" || return 1; done
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.2
    done
}

# watch: until one of the processes ends of itself, and say which.
watch() {
    local ended status=0
    # Bash's own word on a killed child would only be noise before ours.
    { wait -n -p ended "${!process_names[@]}"; } 2>/dev/null || status=$?
    [ -z "$stopping" ] || return 0
    report_end "$ended" "$status"
}

report_end() {
    local name=${process_names[$1]}
    unset "process_names[$1]"
    stop_all
    stop "The $name process ended by itself (exit status $2), so the others were stopped too." \
        "The last lines of $logs/$name.log:" "" "$(tail -n 20 "$logs/$name.log")"
}
