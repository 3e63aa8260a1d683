# The processes of one "script/server": started together, watched, ended together.

declare -A process_names=() process_commands=()
stopping=
# A worker or the scheduler is started again this often within ten minutes; papers wait in their rows meanwhile.
most_restarts=3

# start NAME LOG COMMAND...: start it in the background in a group of its own, so
# that Ctrl-C reaches this script alone and each process is told once, in order.
# It is also told when this script is killed without a word.
start() {
    local name=$1 log=$2
    shift 2
    setsid setpriv --pdeathsig TERM -- "$@" >>"$log" 2>&1 &
    process_names[$!]=$name
    process_commands[$!]=$(printf '%q ' "$name" "$log" "$@")
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

# watch: start again what ends of itself and can be; until the web server does, or one ends too often.
watch() {
    local ended status restarts=0 last=$SECONDS
    while :; do
        # Not "wait -n": it misses a process that ended before it was asked.
        until first_ended; do
            [ -z "$stopping" ] || return 0
            sleep 0.5 &
            wait $! || true
        done
        status=0
        # Bash's own word on a killed child would only be noise before ours.
        { wait "$ended"; } 2>/dev/null || status=$?
        [ $((SECONDS - last)) -lt 600 ] || restarts=0
        if [ "${process_names[$ended]}" = web ] || [ "$restarts" -ge "$most_restarts" ]; then break; fi
        restarts=$((restarts + 1)) last=$SECONDS
        restart "$ended" "$status"
    done
    report_end "$ended" "$status"
}

# first_ended: set "ended" to a process that is no more.
first_ended() {
    for ended in "${!process_names[@]}"; do alive "$ended" || return 0; done
    return 1
}

restart() {
    local command=${process_commands[$1]}
    say "The ${process_names[$1]} process ended by itself (exit status $2). It is started again."
    # What it left behind would go on beside the new one.
    kill -KILL -- "-$1" 2>/dev/null || true
    unset "process_names[$1]" "process_commands[$1]"
    eval "start $command"
}

report_end() {
    local name=${process_names[$1]}
    unset "process_names[$1]"
    stop_all
    stop "The $name process ended by itself (exit status $2), so the others were stopped too." \
        "The last lines of $logs/$name.log:" "" "$(tail -n 20 "$logs/$name.log")"
}
