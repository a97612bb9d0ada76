#!/usr/bin/env bash
# From an empty database to the board that says who started: the API alone, against a running server.
#   ARTEL_OPERATOR_TOKEN=secret artel serve --database demo.db        (in another terminal)
#   docs/guides/first-lead.sh http://127.0.0.1:7700 secret
set -euo pipefail
server=$1 operator=$2

# call KEY METHOD PATH [BODY]: prints the answer, stops on a problem.
call() {
  curl --silent --show-error --fail-with-body -X "$2" "$server$3" -H "Authorization: Bearer $1" \
    -H 'Content-Type: application/json' -H 'Accept-Language: en' ${4:+--data "$4"}
}
# pick FIELD: one field of the answer on standard input.
pick() { node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>console.log(process.argv[1].split(".").reduce((o,k)=>o[k],JSON.parse(s))))' "$1"; }

admin=$(call "$operator" POST /api/v1/programs '{"name":"Pumps","lang":"en","zone":"Europe/Moscow","currency":"RUB",
  "admin":{"email":"admin@example.com","name":"Anna"}}' | pick api_key)
product=$(call "$admin" POST /api/v1/products '{"code":"pumps","name":"Pumps"}' | pick id)

declare -A keys
for name in Alpha Beta Gamma; do
  partner=$(call "$admin" POST /api/v1/partners "{\"name\":\"$name\",\"territories\":[\"RU-MOW\"]}" | pick id)
  call "$admin" POST "/api/v1/partners/$partner/certificates" "{\"product\":\"$product\"}" >/dev/null
  keys[$name]=$(call "$admin" POST /api/v1/keys \
    "{\"name\":\"$name\",\"role\":\"partner_owner\",\"partner\":\"$partner\",\"scopes\":[\"*\"]}" | pick text)
done

lead=$(call "$admin" POST /api/v1/leads "{\"client\":{\"name\":\"Boiler Works\",\"region\":\"RU-MOW\"},
  \"contact\":{\"name\":\"Ivan\",\"phone\":\"+7 495 123-45-67\"},\"need\":\"Pumps for a boiler house\",\"product\":\"$product\",
  \"size\":\"medium\",\"value_minor\":100000000,\"source\":\"site\",\"consent\":{\"transfer\":true}}" | pick id)
echo "The lead went to several partners at once:"
for name in Alpha Beta Gamma; do
  echo "  $name: $(call "${keys[$name]}" GET /api/v1/offers | node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>console.log(JSON.parse(s).items.map(o=>o.state+", until "+o.deadline).join() || "no offer"))')"
done
for name in Alpha Beta Gamma; do
  offer=$(call "${keys[$name]}" GET /api/v1/offers | pick items.0.id 2>/dev/null) || continue
  call "${keys[$name]}" POST "/api/v1/offers/$offer/acceptance" '{}' >/dev/null
  call "${keys[$name]}" POST "/api/v1/offers/$offer/contacts" '{"evidence":"call","note":"Meeting on Friday"}' >/dev/null
  break
done
echo "The board of the lead:"
call "$admin" GET "/api/v1/leads/$lead/board" | node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>JSON.parse(s).partners.forEach(p=>console.log("  "+p.name+": "+p.state+(p.minutes_to_start===null?"":" after "+p.minutes_to_start+" min"))))'
