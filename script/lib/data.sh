# Where the data is kept, and whether it is a demonstration or a city's own.

# prepare_data_dir: make $DATA_DIR with a folder for logs.
prepare_data_dir() {
    export DATA_DIR=${DATA_DIR:-$project/var}
    mkdir -p "$DATA_DIR/log" 2>/dev/null && [ -w "$DATA_DIR" ] ||
        stop "The data directory $DATA_DIR cannot be written. Choose another: DATA_DIR=/path script/server"
    chmod 700 "$DATA_DIR"
    DATA_DIR=$(cd "$DATA_DIR" && pwd)
    logs=$DATA_DIR/log
}

is_on() { case ${1:-} in 1 | true | True | yes | on) ;; *) return 1 ;; esac }

# choose_mode DEFAULT: demonstration or empty. The first start decides, later ones
# keep it; DEFAULT is for a first start that says nothing.
choose_mode() {
    local wanted=
    if is_on "${PRODUCTION:-}" || is_on "${EMPTY:-}" || [ "${DEMONSTRATION:-}" = 0 ]; then wanted=empty; fi
    mode=$(cat "$DATA_DIR/mode" 2>/dev/null || true)
    if [ "$mode" = demonstration ] && [ "$wanted" = empty ]; then
        stop "$DATA_DIR holds the demonstration, and the two are not mixed." \
            "Choose another place for your own data: EMPTY=1 DATA_DIR=/path script/server"
    fi
    mode=${mode:-${wanted:-$1}}
    export DEMONSTRATION=0
    if [ "$mode" = demonstration ]; then DEMONSTRATION=1; fi
}

remember_mode() { printf '%s\n' "$mode" >"$DATA_DIR/mode"; }
