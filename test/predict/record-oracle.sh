#!/bin/sh
# Asks the real programs what they say about the corpus and writes their answers beside it, one file a line:
#   haproxy/corpus/expected.json     haproxy -c      accepted or not, and the line of the first alert
#   keepalived/corpus/expected.json  keepalived -t   its exit code, the lines that it complains of, and whether it gave up
# Needs haproxy 2.6, keepalived 2.2.7, ip and unshare, and root for a network namespace with eth0 and eth1.
# Neither program runs on after the check. Usage: sh test/predict/record-oracle.sh
set -eu
cd "$(dirname "$0")"
export HAPROOF_IP=192.0.2.1 HAPROOF_WORDS="check inter 5s" HAPROOF_NAME=alpha
unset HAPROOF_NONE HAPROOF_TIME || true

haproxy_answers() {
    separator='{'
    for name in *.cfg */; do
        name=${name%/}
        if said=$(haproxy -c -f "$name" 2>&1); then accepts=true; else accepts=false; fi
        line=$(printf '%s\n' "$said" | sed -n 's/.*ALERT.*\[[^]]*\.cfg:\([0-9][0-9]*\)\].*/\1/p' | head -n 1)
        [ "$accepts" = false ] || line=
        printf '%s\n  "%s": { "accepts": %s, "line": %s }' "$separator" "$name" "$accepts" "${line:-null}"
        separator=','
    done
    printf '\n}\n'
}

keepalived_answers() {
    separator='{'
    for name in *.conf; do
        said=$(unshare -n sh -c '
            ip link add eth0 type veth peer name eth1
            ip address add 192.0.2.11/24 dev eth0
            ip link set lo up; ip link set eth0 up; ip link set eth1 up
            keepalived -t -i lb1 -f "$0" 2>&1; echo "exit $?"' "$name") || true
        code=$(printf '%s\n' "$said" | sed -n 's/^exit \([0-9]*\)$/\1/p')
        lines=$(printf '%s\n' "$said" | sed -n 's/^(.*Line \([0-9][0-9]*\)).*/\1/p' | sort -nu | paste -sd, - | sed 's/,/, /g')
        # It does not start without a parameter that it needs (exit 2, or a crash), nor after one of these complaints.
        starts=true
        [ "${code:-0}" -ne 2 ] && [ "${code:-0}" -lt 128 ] || starts=false
        ! printf '%s\n' "$said" | grep -q -e 'must be set' -e 'Unknown interface!' -e 'at least one is required' \
            -e 'duplicate VRID' -e 'both use VRID' || starts=false
        # What has no line is said of the whole; who may run scripts on the machine at hand is no matter here.
        whole=$(printf '%s\n' "$said" | grep -v -e '^(.*Line [0-9]' -e '^exit ' -e 'SECURITY VIOLATION' \
            -e '^WARNING - script' -e 'Disabling track script' -e 'Segmentation fault' | grep -c . || true)
        printf '%s\n  "%s": { "exit": %s, "starts": %s, "lines": [%s], "others": %s }' \
            "$separator" "$name" "${code:-null}" "$starts" "$lines" "$whole"
        separator=','
    done
    printf '\n}\n'
}

(cd haproxy/corpus && haproxy_answers > ../expected.new && mv ../expected.new expected.json)
if [ -d keepalived/corpus ]; then
    (cd keepalived/corpus && keepalived_answers > ../expected.new && mv ../expected.new expected.json)
fi
