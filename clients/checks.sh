# Checks of command lines: a name, what the output must hold, and the command.
checks=0 failures=0

# One check: the command ends with 0 and its output matches an extended regular expression.
check() { judge 0 "$@"; }

# One check of a refusal: the command fails and says why.
refused() { judge 1 "$@"; }

judge() {
    local fails=$1 name=$2 wanted=$3 out code; shift 3
    checks=$((checks + 1))
    out=$(timeout 120 "$@" 2>&1); code=$?
    if { [ "$fails" = 0 ] && [ $code -ne 0 ]; } || { [ "$fails" = 1 ] && [ $code -eq 0 ]; } || ! grep -Eq -- "$wanted" <<<"$out"; then
        failures=$((failures + 1))
        echo "FAIL  $name: exit $code, wanted /$wanted/: $(tr '\n' ' ' <<<"$out" | cut -c1-700)"
    else
        echo "ok    $name"
    fi
}

summary() {
    echo "$checks checks, $failures failed"
    [ $failures -eq 0 ]
}

control() { curl -s --noproxy '*' -X "$1" -H 'content-type: application/json' ${3:+-d "$3"} "http://127.0.0.1:8480/_emulator/$2" >/dev/null; }
