#!/bin/sh
# Gathers the facts that changeguard needs about this device (Linux or macOS) and prints them as one JSON document.
#
# It asks mdatp, reads the system, and tests the way to Defender for Endpoint. It changes nothing and writes nothing but the document.
# POSIX sh and awk are enough; curl is used when it is there. What cannot be told is left out, and listed under "problems".

set -u
PATH=${PATH:-/usr/bin}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
export PATH
# Tools speak English and read bytes; what mdatp writes is not translated.
LC_ALL=C
export LC_ALL

collector_name=changeguard-facts.sh
collector_version=1.0.0

print_help() {
  cat <<'END'
Usage: changeguard-facts.sh [-o FILE] [-g GEOGRAPHY] [-t SECONDS] [-n]

Gathers facts about this device and prints them as one JSON document. Run it as root; it only reads.

  -o, --output FILE        a file, a folder (which gets NAME.host-facts.json), or - for standard output, the default
  -g, --geography GEO      us, eu, uk or au: which streamlined URLs to test when mdatp does not test them itself
  -t, --timeout SECONDS    how long to wait for mdatp and for each answer: 1 to 600, 120 when nothing is said
  -n, --no-connectivity    opens no connection, and does not ask mdatp to open one
  -v, --version            print the version of this collector
  -h, --help               print this text

Exit codes: 0 written; 1 the document could not be written; 2 wrong usage.
Organisation ids, user names and tags stay here.
END
}

# --- What was found ---

# One finding a line, a letter first: "Tkey text", "Jkey json", "Ekey" for a list and "Lkey item" for each of its items, "Pproblem".
# The keys are ours; a text may hold anything but a line break.
findings=''

note() {
  [ -z "$1" ] || findings="$findings$1
"
}

# The findings as a document in plain ASCII: it survives every encoding, and bytes that are no UTF-8 become U+FFFD instead of spoiling it.
# od gives the bytes as numbers, so that no letter of a text is ever looked at by a shell or as a pattern.
print_document() {
  printf '%s' "$findings" | od -An -v -tu1 | awk -v name="$collector_name" -v version="$collector_version" -v host="$1" -v at="$2" '
    function unit(code) { return sprintf("\\u%04x", code) }
    function put(code) {
      if (++written > 1000) return
      if (code > 65535) text = text unit(55296 + int((code - 65536) / 1024)) unit(56320 + (code - 65536) % 1024)
      else if (code < 32 || code > 126) text = text unit(code)
      else if (code == 34 || code == 92) text = text "\\" sprintf("%c", code)
      else text = text sprintf("%c", code)
    }
    # A character that ended before its last byte.
    function broken() { if (left > 0) put(65533); left = 0 }
    function byte_of_text(byte) {
      if (byte >= 128 && byte < 192 && left > 0) {
        code = code * 64 + byte - 128
        if (--left == 0) put(code < least || code > 1114111 || (code >= 55296 && code < 57344) ? 65533 : code)
        return
      }
      broken()
      if (byte < 128) put(byte)
      else if (byte >= 194 && byte < 224) { code = byte - 192; left = 1; least = 128 }
      else if (byte >= 224 && byte < 240) { code = byte - 224; left = 2; least = 2048 }
      else if (byte >= 240 && byte < 245) { code = byte - 240; left = 3; least = 65536 }
      else put(65533)
    }
    function end_of_line() {
      broken()
      if (type == "P" && problem_count++ < 100) problems = problems (problems == "" ? "" : ",") "\"" text "\""
      if (type == "T") add("\"" text "\"")
      if (type == "J") add(text)
      if (type == "E") add("[]")
      if (type == "L" && items[key]++ < 100) {
        before = items[key] == 1 ? "[" : substr(value[key], 1, length(value[key]) - 1) ","
        value[key] = before "\"" text "\"]"
      }
      type = key = text = ""
      written = in_key = 0
    }
    function add(json) { if (!(key in value)) order[++count] = key; value[key] = json }
    {
      for (place = 1; place <= NF; place++) {
        byte = $place + 0
        if (byte == 10) end_of_line()
        else if (type == "") { type = sprintf("%c", byte); in_key = type != "P" }
        else if (in_key && byte == 32) in_key = 0
        else if (in_key) key = key sprintf("%c", byte)
        else byte_of_text(byte)
      }
    }
    END {
      printf "{\"schema\":\"changeguard.host-facts/1\",\"collector\":{\"name\":\"%s\",\"version\":\"%s\"}", name, version
      printf ",\"host\":\"%s\",\"collectedAt\":\"%s\",\"problems\":[%s],\"facts\":{", host, at, problems
      for (place = 1; place <= count; place++) printf "%s\"%s\":%s", (place == 1 ? "" : ","), order[place], value[order[place]]
      print "}}"
    }'
}

# --- Reading ---

# Runs a program for so many seconds at most; macOS has no timeout and always has perl.
timed() {
  if command -v timeout >/dev/null 2>&1; then timeout "$limit" "$@"
  elif command -v perl >/dev/null 2>&1; then perl -e 'alarm shift; exec @ARGV' "$limit" "$@"
  else "$@"
  fi </dev/null 2>/dev/null
}

# As text, and at most 256 KiB of it.
bounded() {
  timed "$@" | head -c 262144 | tr -d '\r'
}

# findings_of TEXT "key:form:fact ...": what stands behind "key : ". "unavailable" and nothing between the quotes stand for no value. Forms:
# text; textOrNull, where no value is told as not there; yesNo; list; present, which tells only whether there is a value; id.
findings_of() {
  printf '%s\n' "$1" | awk -v table="$2" '
    BEGIN {
      count = split(table, rows, " ")
      for (row = 1; row <= count; row++) {
        split(rows[row], part, ":")
        key[row] = part[1]
        form[row] = part[2]
        fact[row] = part[3]
        wanted[part[1]] = 1
      }
    }
    function seen(name, text) {
      if ((name in said) && said[name] != text) differs[name] = 1
      else said[name] = text
    }
    /^[ \t]*ATTENTION: No license/ { seen("licensed", "false") }
    {
      at = index($0, " :")
      name = substr($0, 1, at - 1)
      gsub(/^[ \t]+|[ \t]+$/, "", name)
      if (at == 0 || !(name in wanted)) next
      text = substr($0, at + 2, 8192)
      gsub(/^[ \t]+|[ \t]+$/, "", text)
      sub(/[ \t]+\[managed\]$/, "", text)
      seen(name, text)
    }
    function list(row, text) {
      if (text !~ /^\[.*\]$/) { print "P" key[row] ": no whole list"; return }
      print "E" fact[row]
      while (match(text, /"[^"]*"/)) {
        print "L" fact[row] " " substr(text, RSTART + 1, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
      }
    }
    # Blacked-out ids are neither an id nor the lack of one.
    function id(row, text) {
      text = tolower(text)
      if (text !~ /[0-9a-z]/) { print "P" key[row] ": blacked out"; return }
      print "T" fact[row] " " text
      shape = text
      gsub(/[0-9a-f]/, "x", shape)
      if (length(text) == 40 && shape !~ /[^x]/) print "T" fact[row] "Form hex40"
      else if (shape == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx") print "T" fact[row] "Form guid"
      else print "T" fact[row] "Form other"
    }
    END {
      for (row = 1; row <= count; row++) {
        name = key[row]
        if (name in differs) { print "P" name ": given twice, in different ways"; continue }
        if (!(name in said)) { if (form[row] == "textOrNull") print "J" fact[row] " null"; continue }
        text = said[name]
        if (form[row] == "list") { list(row, text); continue }
        if (text ~ /^".*"$/ && length(text) > 1) text = substr(text, 2, length(text) - 2)
        else if (text ~ /^"/) { print "P" name ": the value is not whole"; continue }
        if (text == "unavailable") text = ""
        if (form[row] == "present") print "J" fact[row] " " (text == "" ? "false" : "true")
        else if (text == "" && (form[row] == "textOrNull" || form[row] == "id")) print "J" fact[row] " null"
        else if (text == "") continue
        else if (form[row] == "id") id(row, text)
        else if (form[row] != "yesNo") print "T" fact[row] " " text
        else if (text == "true" || text == "false") print "J" fact[row] " " text
        else print "P" name ": neither true nor false"
      }
    }'
}

# --- The groups of facts ---

# Names with other signs in them are refused by the reader anyway, and with them the whole document.
is_name() {
  case $1 in
    '' | *[!A-Za-z0-9._-]* | .* | *. | *..* | localhost | localhost.*) return 1 ;;
  esac
}

host_facts() {
  host=$(bounded hostname)
  is_name "$host" || host=$(uname -n)
  full=$(bounded hostname -f)
  short=${host%%.*}
  # A resolver may give the name of another interface; only a longer form of the same name is taken.
  case $full in
    "$short".*) is_name "$full" && host=$full ;;
  esac
  if ! is_name "$host"; then
    echo "$collector_name: this device has no usable name (hostname)." >&2
    exit 1
  fi
  case $host in
    *.*) note "Thost.fqdn $(printf '%s' "$host" | tr '[:upper:]' '[:lower:]')" ;;
  esac
}

system_facts() {
  case $(uname -s) in
    Linux)
      note "Tos.family linux"
      # The file is a list of assignments, which are read and not run.
      name=$(sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null | head -n 1 | tr -d "\"'")
      boot=$(awk '$1 == "btime" { print $2; exit }' /proc/stat 2>/dev/null)
      ;;
    Darwin)
      note "Tos.family macos"
      name="macOS $(bounded sw_vers -productVersion)"
      boot=$(bounded sysctl -n kern.boottime | sed -n 's/.*[^u]sec = \([0-9][0-9]*\).*/\1/p')
      ;;
    *)
      note "Psystem: neither Linux nor macOS"
      return 0
      ;;
  esac
  [ -z "$name" ] || note "Tos.productName $name"
  case $boot in
    '' | *[!0-9]*) note "Pboot: not told" ;;
    *) note "Jos.bootAt ${boot}000" ;;
  esac
}

# The id of the organisation stays here: only whether there is one is a fact.
health_facts='app_version:text:mdatp.version healthy:yesNo:mdatp.healthy health_issues:list:mdatp.healthIssues'
health_facts="$health_facts licensed:yesNo:mdatp.licensed org_id:present:mdatp.onboarded"
health_facts="$health_facts real_time_protection_enabled:yesNo:mdatp.realTimeProtection passive_mode_enabled:yesNo:mdatp.passiveMode"
health_facts="$health_facts definitions_status:text:mdatp.definitionsStatus"
edr_facts='edr_preferred_geo:textOrNull:edr.preferredGeo edr_partner_geo_location:textOrNull:edr.partnerGeo'

mdatp_facts() {
  if ! command -v mdatp >/dev/null 2>&1; then
    note "Jmdatp.version null"
    note "Pmdatp: not installed, or not in the path of root"
    return 0
  fi
  health=$(bounded mdatp health)
  [ -n "$health" ] || note "Pmdatp: health gave no answer"
  note "$(findings_of "$health" "$health_facts")"
  edr=$(bounded mdatp health --details edr)
  if [ -z "$edr" ]; then note "Pmdatp: health --details edr gave no answer"
  else note "$(findings_of "$edr" "$edr_facts")"
  fi
  # Both name the device, and must agree.
  note "$(findings_of "$health
$edr" edr_machine_id:id:device.id)"
}

# --- Connectivity ---

# Lines "outcome|code|function|URL" from what mdatp connectivity test prints. Queries are cut off. What has no result, was ended before its
# time, or is a host that Microsoft's lists cannot hold, is unclear.
tested_by_mdatp() {
  { timed mdatp connectivity test; echo "ended $?"; } | head -c 262144 | tr -d '\r' | awk '
    function purpose(url) {
      if (url ~ /^https:\/\/edr[^\/]*\/(edr|commands)\//) return "commandAndControl"
      if (url ~ /^https:\/\/winatp-gw-/) return "commandAndControl"
      if (url ~ /^https:\/\/edr[^\/]*\/storage\//) return "automatedInvestigation"
      if (url ~ /^https:\/\/[^\/]*v20\.events\.data\.microsoft\.com/) return "cyberData"
      if (url ~ /\/storage\//) return "sampleUpload"
      if (url ~ /\/(mdav|xplat)\// || url ~ /cp\.wd\.microsoft\.com/) return "antivirusCloud"
      if (url ~ /\/packages\//) return "updates"
      return "other"
    }
    function tell(code) {
      if (failed != "") print "failed|" code "|" purpose(failed) "|" failed
      failed = ""
    }
    # In one word, as the reader of this output tells it: reasons are sentences of many forms, some with addresses in them.
    function reason(row) {
      if (match(row, /(response|status)[^0-9]*[0-9][0-9][0-9]/)) return substr(row, RSTART + RLENGTH - 3, 3)
      if (match(row, /curl[^0-9]*[0-9]+/)) {
        row = substr(row, RSTART, RLENGTH)
        gsub(/[^0-9]/, "", row)
        return "curl " row
      }
      if (row ~ /not resolve|name resolution|resolve host|unknown host|host ?name|nxdomain/) return "name"
      if (row ~ /certificate/) return "certificate"
      if (row ~ /ssl|tls|handshake/) return "tls"
      if (row ~ /tim(ed|e)[ -]?out/) return "timeout"
      return row ~ /refused|unreachable|not connect|connection (failed|reset)/ ? "connect" : "other"
    }
    /^Testing connection with https:\/\/[^ |"]+/ {
      url = $4
      sub(/[?#].*/, "", url)
      seen++
      split(url, part, "/")
      isOurs = part[3] ~ /\.(microsoft\.(com|us)|windows\.net)$/
      tell("other")
      if ($NF == "[OK]" && isOurs) print "reached|OK|" purpose(url) "|" url
      else if ($NF == "[ERROR]") failed = url
      else print "unclear||" purpose(url) "|" url
      last = $0
      next
    }
    # The reason stands on the next line, indented.
    failed != "" { tell(/^[ \t]/ ? reason(tolower($0)) : "other") }
    { last = $0 }
    # 124 and 137: timeout ended it; 142: the alarm did.
    END { tell("other"); if ((seen && last !~ /^ended [0-9]+$/) || last ~ /^ended (124|137|142)$/) print "unclear|not ended||" }'
}

# The same lines from curl. A proxy of the environment is used. Any answer over TLS 1.2 counts when the issuer of the certificate is one of
# those that Microsoft has; another issuer that the device trusts stands for somebody who looks inside.
tested_by_curl() {
  command -v curl >/dev/null 2>&1 || return 0
  for url in $(urls_of "$1"); do
    answer=$(curl -q -sSv -o /dev/null -w '\n%{http_code}' --tlsv1.2 --max-time "$limit" "$url" 2>&1 </dev/null)
    status=$?
    code=$(printf '%s\n' "$answer" | tail -n 1)
    issuer=$(printf '%s\n' "$answer" | sed -n 's/^\*  *[Ii]ssuer: *//p' | tail -n 1)
    case $status/$issuer in
      0/*O=Microsoft\ Corporation* | 0/*O=DigiCert*) echo "reached|$code|commandAndControl|$url" ;;
      0/?*) echo "inspected|$code|commandAndControl|$url" ;;
      0/) echo "unclear|$code|commandAndControl|$url" ;;
      *) echo "failed|curl $status|commandAndControl|$url" ;;
    esac
  done
}

urls_of() {
  case $1 in
    us) centres='cus eus' ;;
    eu) centres='weu neu' ;;
    uk) centres='uks ukw' ;;
    au) centres='aus aue' ;;
    *) centres='' ;;
  esac
  for centre in $centres; do echo "https://edr-$centre.$1.endpoint.security.microsoft.com/edr/commands/test"; done
}

connectivity_facts() {
  results=''
  if command -v mdatp >/dev/null 2>&1; then results=$(tested_by_mdatp); fi
  if [ -z "$results" ]; then
    wanted=$geography
    [ -n "$wanted" ] || wanted=$(printf '%s' "$findings" | sed -n 's/^Tedr\.partnerGeo GW_//p' | tr '[:upper:]' '[:lower:]')
    results=$(tested_by_curl "$wanted")
  fi
  if [ -z "$results" ]; then
    note "Pconnectivity: nothing was tested; it needs mdatp, or curl and --geography"
    return 0
  fi
  # The pattern of the page on streamlined connectivity: two /storage, one /mdav, one /xplat and one /packages on one mdav host.
  # Two hosts with a half each are no whole one, and a URL that is tested again is no second one. Less is no yes.
  note "$(printf '%s\n' "$results" | awk -F '|' '
    BEGIN { print "Econnectivity.urls" }
    { count[$1]++ }
    $4 == "" { next }
    { print "Lconnectivity.urls " $0; urls++ }
    # Who looks inside is told by proxy.mode, and what is unclear is not known to be closed.
    $1 == "failed" {
      if (!blocked++) print "Econnectivity.blocked"
      print "Lconnectivity.blocked " $2 "|" $3 "|" $4
    }
    $1 == "failed" && ($2 == "name" || $2 == "curl 5" || $2 == "curl 6") { unnamed++ }
    $4 ~ /^https:\/\/[^\/]+\.endpoint\.security\.microsoft\.(com|us)\// { streamlined++; if ($1 == "failed") refused++ }
    $1 == "reached" && $4 ~ /^https:\/\/mdav\.[a-z]+\.endpoint\.security\.microsoft\.(com|us)\// {
      split($4, part, "/")
      hosts[part[3]] = 1
      if (!($4 in known)) path[part[3] "/" part[4]]++
      known[$4] = 1
    }
    function is_whole(host) {
      return path[host "/storage"] >= 2 && path[host "/mdav"] >= 1 && path[host "/xplat"] >= 1 && path[host "/packages"] >= 1
    }
    END {
      if (count["failed"]) print "Jconnectivity.endpoint443 false"
      else if (count["reached"] == NR) print "Jconnectivity.endpoint443 true"
      else print "Pconnectivity: not every test has a clear result"
      if (count["inspected"]) print "Tproxy.mode inspecting"
      print "Tconnectivity.urlSet " (streamlined == urls ? "streamlined" : streamlined ? "mixed" : "standard")
      for (host in hosts) if (is_whole(host)) isWhole = 1
      if (refused) print "Jconnectivity.streamlined false"
      else if (streamlined && !count["unclear"] && isWhole) print "Jconnectivity.streamlined true"
      # Nothing is said to be open that was not tested.
      isProved = isWhole && count["reached"] == NR
      if (isProved) print "Econnectivity.blocked"
      if (unnamed) print "Jconnectivity.nameResolution false"
      else if (isProved) print "Jconnectivity.nameResolution true"
    }')"
}

# --- The run ---

wrong_usage() {
  echo "$collector_name: $1 (see --help)" >&2
  exit 2
}

output=-
geography=''
limit=120
is_connecting=yes
while [ $# -gt 0 ]; do
  case $1 in
    -o | --output | -g | --geography | -t | --timeout)
      [ $# -gt 1 ] || wrong_usage "$1 needs a value"
      case $1 in
        -o | --output) output=$2 ;;
        -g | --geography) geography=$2 ;;
        *) limit=$2 ;;
      esac
      shift
      ;;
    -n | --no-connectivity) is_connecting=no ;;
    -v | --version)
      echo "$collector_version"
      exit 0
      ;;
    -h | --help)
      print_help
      exit 0
      ;;
    *) wrong_usage "unknown option $1" ;;
  esac
  shift
done
case $geography in
  '' | us | eu | uk | au) ;;
  *) wrong_usage "the geography is us, eu, uk or au" ;;
esac
case $limit in
  [1-9] | [1-9][0-9] | [1-5][0-9][0-9] | 600) ;;
  *) wrong_usage "the timeout is 1 to 600 seconds" ;;
esac
[ -n "$output" ] || wrong_usage "--output is empty"

collected_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
host_facts
system_facts
mdatp_facts
[ "$is_connecting" = no ] || connectivity_facts

# Made whole before anything is written, so that a file holds all of it or, where the disk is full, no JSON.
document=$(print_document "$host" "$collected_at")
if [ "$output" = - ]; then
  printf '%s\n' "$document"
  exit 0
fi
[ ! -d "$output" ] || output=${output%/}/$host.host-facts.json
if ! printf '%s\n' "$document" >"$output"; then
  echo "$collector_name: $output could not be written." >&2
  exit 1
fi
echo "Written: $output"
