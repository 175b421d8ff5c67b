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

collector_version=1.0.0
collector_name=changeguard-facts.sh
facts=''
problems=''

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

# --- JSON ---

# A text as JSON in plain ASCII: it survives every encoding, and bytes that are no UTF-8 become U+FFFD instead of spoiling the document.
# od gives the bytes as numbers, so that no letter of the text is ever looked at by a shell or as a pattern.
json_text() {
  printf '%s' "$1" | head -c 4096 | od -An -v -tu1 | awk '
    function unit(code) { printf "\\u%04x", code }
    function put(code) {
      if (code > 65535) { code -= 65536; unit(55296 + int(code / 1024)); unit(56320 + code % 1024) }
      else if (code < 32 || code > 126) unit(code)
      else if (code == 34 || code == 92) printf "\\%c", code
      else printf "%c", code
      written++
    }
    # A character that ended before its last byte.
    function broken() { if (left > 0) put(65533); left = 0 }
    BEGIN { printf "\"" }
    {
      for (at = 1; at <= NF && written < 1000; at++) {
        byte = $at + 0
        if (byte >= 128 && byte < 192) {
          if (left == 0) { put(65533); continue }
          code = code * 64 + byte - 128
          left--
          if (left == 0) put(code < least || code > 1114111 || (code >= 55296 && code < 57344) ? 65533 : code)
          continue
        }
        broken()
        if (byte < 128) put(byte)
        else if (byte >= 194 && byte < 224) { code = byte - 192; left = 1; least = 128 }
        else if (byte >= 224 && byte < 240) { code = byte - 224; left = 2; least = 2048 }
        else if (byte >= 240 && byte < 245) { code = byte - 240; left = 3; least = 65536 }
        else put(65533)
      }
    }
    END { broken(); printf "\"" }'
}

# Lines as a list of texts; at most a hundred of them.
json_list() {
  printf '['
  printf '%s\n' "$1" | head -n 100 | {
    comma=''
    while IFS= read -r line; do
      [ -n "$line" ] || continue
      printf '%s%s' "$comma" "$(json_text "$line")"
      comma=,
    done
  }
  printf ']'
}

# put KEY JSON: the keys are ours and need no quoting; the value is JSON already.
put() {
  facts="$facts${facts:+,}\"$1\":$2"
}

put_text() {
  put "$1" "$(json_text "$2")"
}

problem() {
  problems="$problems$1
"
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

# value TEXT KEY: what stands behind "KEY : ". Status 1 when the key is not there, 2 when it is there with different values.
value() {
  printf '%s\n' "$1" | awk -v key="$2" '
    {
      at = index($0, " :")
      if (at == 0) next
      name = substr($0, 1, at - 1)
      gsub(/^[ \t]+|[ \t]+$/, "", name)
      if (name != key) next
      text = substr($0, at + 2)
      gsub(/^[ \t]+|[ \t]+$/, "", text)
      sub(/[ \t]+\[managed\]$/, "", text)
      if (found && text != first) differs = 1
      if (!found) first = text
      found = 1
    }
    END {
      if (!found) exit 1
      if (differs) exit 2
      printf "%s", first
    }'
}

# Reads one key into $told. Status 1: the key is not there; 2: what it says cannot be used. In both cases $told is empty.
# "unavailable" and nothing between the quotes stand for no value.
read_value() {
  told=$(value "$1" "$2")
  status=$?
  case $status/$told in
    1/*) return 1 ;;
    2/*) problem "$2: mdatp gives it twice, in different ways" ;;
    0/'"'*'"')
      told=${told#'"'}
      told=${told%'"'}
      ;;
    0/'"'*)
      problem "$2: the value is not whole"
      status=2
      ;;
  esac
  if [ "$status" -ne 0 ] || [ "$told" = unavailable ]; then told=''; fi
  return "$status"
}

put_yes_no() {
  read_value "$1" "$2" || return 0
  case $told in
    true | false) put "$3" "$told" ;;
    '') ;;
    *) problem "$2: neither true nor false" ;;
  esac
}

put_told() {
  read_value "$1" "$2" || return 0
  [ -z "$told" ] || put_text "$3" "$told"
}

# Without the key, or without a value behind it, it was looked for and is not there.
put_told_or_null() {
  read_value "$1" "$2"
  if [ $? -eq 2 ]; then return 0; fi
  if [ -n "$told" ]; then put_text "$3" "$told"; else put "$3" null; fi
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
    *.*) put_text host.fqdn "$(printf '%s' "$host" | tr '[:upper:]' '[:lower:]')" ;;
  esac
}

system_facts() {
  case $(uname -s) in
    Linux)
      put_text os.family linux
      # The file is a list of assignments, which are read and not run.
      name=$(sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null | head -n 1 | tr -d "\"'")
      boot=$(awk '$1 == "btime" { print $2; exit }' /proc/stat 2>/dev/null)
      ;;
    Darwin)
      put_text os.family macos
      name="macOS $(bounded sw_vers -productVersion)"
      boot=$(bounded sysctl -n kern.boottime | sed -n 's/.*[^u]sec = \([0-9][0-9]*\).*/\1/p')
      ;;
    *)
      problem "system: neither Linux nor macOS"
      return 0
      ;;
  esac
  [ -z "$name" ] || put_text os.productName "$name"
  case $boot in
    '' | *[!0-9]*) problem "boot: not told" ;;
    *) put os.bootAt "${boot}000" ;;
  esac
}

# mdatp health: see the page on health status of Defender for Endpoint on Linux.
mdatp_facts() {
  if ! command -v mdatp >/dev/null 2>&1; then
    put mdatp.version null
    problem "mdatp: not installed, or not in the path of root"
    return 0
  fi
  health=$(bounded mdatp health)
  if [ -z "$health" ]; then
    problem "mdatp: health gave no answer"
    return 0
  fi
  put_told "$health" app_version mdatp.version
  put_yes_no "$health" healthy mdatp.healthy
  put_yes_no "$health" real_time_protection_enabled mdatp.realTimeProtection
  put_yes_no "$health" passive_mode_enabled mdatp.passiveMode
  put_told "$health" definitions_status mdatp.definitionsStatus
  case $health in
    *'No license found'*) put mdatp.licensed false ;;
    *) put_yes_no "$health" licensed mdatp.licensed ;;
  esac
  # The id itself stays here: only whether there is one is a fact.
  if read_value "$health" org_id; then
    if [ -n "$told" ]; then put mdatp.onboarded true; else put mdatp.onboarded false; fi
  fi
  if read_value "$health" health_issues; then
    case $told in
      '['*']') put mdatp.healthIssues "$(json_list "$(items_of "$told")")" ;;
      *) problem "health_issues: no whole list" ;;
    esac
  fi
  edr=$(bounded mdatp health --details edr)
  if [ -z "$edr" ]; then
    problem "mdatp: health --details edr gave no answer"
  else
    put_told_or_null "$edr" edr_preferred_geo edr.preferredGeo
    put_told_or_null "$edr" edr_partner_geo_location edr.partnerGeo
    geo_of_device=$told
  fi
  device_facts
}

# The texts between quotes, one a line.
items_of() {
  printf '%s\n' "$1" | awk '{
    while (match($0, /"[^"]*"/)) {
      print substr($0, RSTART + 1, RLENGTH - 2)
      $0 = substr($0, RSTART + RLENGTH)
    }
  }'
}

# Both outputs name the device. Blacked-out ids are neither an id nor the lack of one.
device_facts() {
  read_value "$health
$edr" edr_machine_id || return 0
  id=$(printf '%s' "$told" | tr '[:upper:]' '[:lower:]')
  case $id in
    '') put device.id null ;;
    *[0-9a-z]*)
      put_text device.id "$id"
      if printf '%s\n' "$id" | grep -Eq '^[0-9a-f]{40}$'; then put_text device.idForm hex40
      elif printf '%s\n' "$id" | grep -Eq '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'; then put_text device.idForm guid
      else put_text device.idForm other
      fi
      ;;
    *) problem "edr_machine_id: blacked out" ;;
  esac
}

# --- Connectivity ---

# Lines "outcome|code|function|URL" from what mdatp connectivity test prints. Queries are cut off. A test without a result, and one that was
# ended before its time, are unclear.
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
    /^Testing connection with https:\/\/[^ |"]+/ {
      url = $4
      sub(/[?#].*/, "", url)
      seen++
      if ($NF == "[OK]") print "reached|OK|" purpose(url) "|" url
      else if ($NF == "[ERROR]") print "failed|ERROR|" purpose(url) "|" url
      else print "unclear||" purpose(url) "|" url
    }
    { last = $0 }
    # 124 and 137: timeout ended it; 142: the alarm did.
    END { if (seen && last !~ /^ended [0-9]+$/ || last ~ /^ended (124|137|142)$/) print "unclear|not ended|other|https://" }'
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

# How many of the lines match.
count() {
  printf '%s\n' "$results" | grep -Ec "$1"
}

connectivity_facts() {
  results=''
  if command -v mdatp >/dev/null 2>&1; then results=$(tested_by_mdatp); fi
  if [ -z "$results" ]; then
    wanted=$geography
    [ -n "$wanted" ] || wanted=$(printf '%s' "${geo_of_device#GW_}" | tr '[:upper:]' '[:lower:]')
    results=$(tested_by_curl "$wanted")
  fi
  if [ -z "$results" ]; then
    problem "connectivity: nothing was tested; it needs mdatp, or curl and --geography"
    return 0
  fi
  put connectivity.urls "$(json_list "$results")"
  put connectivity.blocked "$(json_list "$(printf '%s\n' "$results" | sed -n '/^reached|/d; s/^[^|]*|//p')")"
  if [ "$(count '^failed')" -gt 0 ]; then put connectivity.endpoint443 false
  elif [ "$(count '^reached')" -eq "$(count .)" ]; then put connectivity.endpoint443 true
  else problem "connectivity: not every test has a clear result"
  fi
  if [ "$(count '^inspected')" -gt 0 ]; then put_text proxy.mode inspecting; fi
  new_url='^[a-z]+\|[^|]*\|[^|]*\|https://[^/]+\.endpoint\.security\.microsoft\.(com|us)/'
  streamlined=$(count "$new_url")
  if [ "$streamlined" -eq "$(count '\|https://.')" ]; then put_text connectivity.urlSet streamlined
  elif [ "$streamlined" -eq 0 ]; then put_text connectivity.urlSet standard
  else put_text connectivity.urlSet mixed
  fi
  [ "$streamlined" -gt 0 ] || return 0
  # The pattern of the migration page: on the mdav host two /storage, one /mdav, one /xplat, one /packages. Less of it is no yes.
  on_mdav='^reached\|OK\|[^|]*\|https://mdav\.[a-z]+\.endpoint\.security\.microsoft\.(com|us)/'
  if printf '%s\n' "$results" | grep -E "$new_url" | grep -q '^failed'; then put connectivity.streamlined false
  elif [ "$(count '^unclear')" -eq 0 ] && [ "$(count "${on_mdav}storage/")" -ge 2 ] && [ "$(count "${on_mdav}mdav/")" -ge 1 ] &&
    [ "$(count "${on_mdav}xplat/")" -ge 1 ] && [ "$(count "${on_mdav}packages/")" -ge 1 ]; then
    put connectivity.streamlined true
  fi
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
geo_of_device=''
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

print_document() {
  printf '{"schema":"changeguard.host-facts/1","collector":{"name":"%s","version":"%s"}' "$collector_name" "$collector_version"
  printf ',"host":%s,"collectedAt":"%s"' "$(json_text "$host")" "$collected_at"
  printf ',"problems":%s,"facts":{%s}}\n' "$(json_list "$problems")" "$facts"
}

# Made whole before anything is written, so that a file holds all of it or, where the disk is full, no JSON.
document=$(print_document)
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
