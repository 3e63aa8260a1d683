# Throw-away PostgreSQL and Redis for one run of the tests: their files in a folder of
# the run, their ports free ones, no other server of the machine touched.

service_pids=()

free_port() {
    "$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# The newest of what Debian installs; not what else may lie on the PATH.
postgresql_programs() {
    printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort --version-sort | tail -n 1 | xargs dirname
}

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid postgres --regid postgres --clear-groups -- "$@"
    else
        "$@"
    fi
}

# start_postgresql FOLDER: and export DATABASE_URL. Nothing of it outlives the run,
# so it may forget at a power cut: that is several times faster.
start_postgresql() {
    local folder=$1/postgresql programs port as=()
    programs=$(postgresql_programs)
    [ -x "$programs/initdb" ] || stop "PostgreSQL is not installed in /usr/lib/postgresql. Type: apt-get install postgresql"
    mkdir "$folder"
    if [ "$(id -u)" = 0 ]; then
        chown postgres:postgres "$folder"
        as=(--reuid postgres --regid postgres --clear-groups)
    fi
    (cd "$folder" && as_postgres "$programs/initdb" --pgdata=data --username=twinning --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync) >"$folder.log" 2>&1 ||
        stop_with_log "The throw-away PostgreSQL could not be set up." "$folder.log"
    port=$(free_port)
    # In its own folder; the end of this script, however it comes, ends it at once.
    (cd "$folder" && exec setsid setpriv --pdeathsig QUIT "${as[@]}" -- "$programs/postgres" -D data \
        -c "listen_addresses=127.0.0.1" -c "port=$port" -c "unix_socket_directories=" \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=2GB \
        -c shared_buffers=128MB -c max_connections=60 -c jit=off) >>"$folder.log" 2>&1 &
    service_pids+=($!)
    export DATABASE_URL=postgres://twinning@127.0.0.1:$port/postgres
    until_ready "$!" "$folder.log" "$programs/pg_isready" --quiet --host 127.0.0.1 --port "$port"
}

# start_redis FOLDER: and export REDIS_URL.
start_redis() {
    local folder=$1/redis port
    mkdir "$folder"
    port=$(free_port)
    setsid setpriv --pdeathsig TERM -- redis-server --bind 127.0.0.1 --port "$port" --dir "$folder" \
        --save '' --appendonly no --daemonize no >"$folder.log" 2>&1 &
    service_pids+=($!)
    export REDIS_URL=redis://127.0.0.1:$port/0
    until_ready "$!" "$folder.log" redis-cli -h 127.0.0.1 -p "$port" ping
}

# until_ready PID LOG COMMAND...: until the command succeeds.
until_ready() {
    local pid=$1 log=$2 deadline=$((SECONDS + 30))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ! kill -0 "$pid" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
            stop_with_log "A throw-away server did not start." "$log"
        fi
        sleep 0.1
    done
}

stop_services() {
    local pid
    for pid in "${service_pids[@]}"; do kill -INT "$pid" 2>/dev/null || true; done
    for pid in "${service_pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    service_pids=()
}
