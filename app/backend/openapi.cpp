#include "app/backend/api.h"
#include "app/backend/nodeapi.h"
#include "app/backend/templateroutes.h"

namespace slipway::backend {

namespace {

// One path or schema a line: a literal may not be longer than 64 kB, and this one is read in reviews.
constexpr char kDocument[] = R"json({
"openapi":"3.1.0",
"info":{"title":"Slipway","version":"@VERSION@","description":"Creates LXC containers and streams how they come up."},
"security":[{"bearer":[]}],
"paths":{
"/api/containers":{"get":{"operationId":"listContainers","summary":"All containers, newest first.","responses":{
 "200":{"description":"The list.","content":{"application/json":{"schema":{"type":"object","required":["containers"],
 "properties":{"containers":{"type":"array","items":{"$ref":"#/components/schemas/Container"}}}}}}},"401":{
 "$ref":"#/components/responses/Problem"}}},"post":{"operationId":"createContainer",
 "summary":"Create a container; its run begins at once.","requestBody":{"required":true,"content":{
 "application/json":{"schema":{"$ref":"#/components/schemas/CreateRequest"}}}},"responses":{"201":{
 "description":"Created.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Container"}}},
 "headers":{"Location":{"description":"Path of the container.","schema":{"type":"string"}}}},"400":{
 "$ref":"#/components/responses/Problem"},"409":{"$ref":"#/components/responses/Problem"},"413":{
 "$ref":"#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},"401":{
 "$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}":{"parameters":[{"name":"id","in":"path","required":true,"description":"Container id.",
 "schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"get":{"operationId":"showContainer",
 "summary":"One container with the state of its run.","responses":{"200":{"description":"The container.","content":{
 "application/json":{"schema":{"$ref":"#/components/schemas/Container"}}}},"404":{
 "$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}},"delete":{
 "operationId":"removeContainer","summary":"Remove the container from its host and forget it.","parameters":[{
 "name":"force","in":"query","required":false,
 "description":"1: what its host cannot be asked to remove is forgotten all the same, and stays there.","schema":{
 "type":"integer","enum":[0,1],"default":0}}],"responses":{"204":{
 "description":"Removed."},"404":{"$ref":"#/components/responses/Problem"},"409":{
 "$ref":"#/components/responses/Problem"},"502":{"$ref":"#/components/responses/Problem"},"401":{
 "$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/cancel":{"parameters":[{"name":"id","in":"path","required":true,"description":"Container id.",
 "schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"post":{"operationId":"cancelRun",
 "summary":"Ask the run to stop.","responses":{"202":{"description":"Asked.","content":{"application/json":{"schema":{
 "type":"object","required":["id","cancelling"],"properties":{"id":{"type":"string"},"cancelling":{
 "type":"boolean"}}}}}},"404":{"$ref":"#/components/responses/Problem"},"409":{
 "$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/progress":{"parameters":[{"name":"id","in":"path","required":true,
 "description":"Container id.","schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"get":{
 "operationId":"streamProgress",
 "summary":"Every event of the run as text/event-stream: first retry and event snapshot, then events progress with id N from 1 (or after Last-Event-ID), heartbeat every 15 s, gap {from,to} for what is no longer kept, done {reason} before the end.",
 "parameters":[{"name":"Last-Event-ID","in":"header","required":false,
 "description":"Number of the last event the client has.","schema":{"type":"integer","minimum":0}},{
 "name":"lastEventId","in":"query","required":false,"description":"The same, for clients that cannot set the header.",
 "schema":{"type":"integer","minimum":0}}],"responses":{"200":{"description":"The stream.","content":{
 "text/event-stream":{"schema":{"type":"string"}}}},"404":{"$ref":"#/components/responses/Problem"},"503":{
 "$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}}},
"/api/events":{"get":{"operationId":"streamContainers",
 "summary":"The list of containers as text/event-stream: first retry and event containers {containers:[row]}, rows as in the list; then container {container:row} for what is new or changed, removed {id}, heartbeat every 15 s. No ids: a reconnect begins with containers again.",
 "responses":{"200":{"description":"The stream.","content":{"text/event-stream":{"schema":{"type":"string"}}}},"503":{
 "$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/events":{"parameters":[{"name":"id","in":"path","required":true,"description":"Container id.",
 "schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"get":{"operationId":"listEvents",
 "summary":"Stored events, oldest first, in pages.","parameters":[{"name":"after","in":"query","required":false,
 "description":"Only events with a higher number.","schema":{"type":"integer","minimum":0,"default":0}},{
 "name":"limit","in":"query","required":false,"description":"At most so many.","schema":{"type":"integer","minimum":1,
 "maximum":10000,"default":1000}}],"responses":{"200":{"description":"A page.","content":{"application/json":{
 "schema":{"type":"object","required":["events","after","last","more"],"properties":{"events":{"type":"array",
 "items":{"$ref":"#/components/schemas/ProgressEvent"}},"after":{"type":"integer",
 "description":"Pass it to get the next page."},"last":{"type":"integer"},"more":{"type":"boolean"}}}}}},"400":{
 "$ref":"#/components/responses/Problem"},"404":{"$ref":"#/components/responses/Problem"},"401":{
 "$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/services":{"parameters":[{"name":"id","in":"path","required":true,
 "description":"Container id.","schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"get":{
 "operationId":"listServices","summary":"Services found inside, with their credentials.","responses":{"200":{
 "description":"The services.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ServiceList"}}}},
 "404":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/services/logs":{"parameters":[{"name":"id","in":"path","required":true,
 "description":"Container id.","schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"get":{
 "operationId":"showServiceLogs","summary":"Last lines of a service's log.","parameters":[{"name":"service",
 "in":"query","required":true,"description":"Name of the service.","schema":{"type":"string",
 "pattern":"^[A-Za-z0-9@._:][A-Za-z0-9@._:-]{0,127}$"}},{"name":"lines","in":"query","required":false,
 "description":"How many.","schema":{"type":"integer","minimum":1,"maximum":200,"default":50}}],"responses":{"200":{
 "description":"The lines.","content":{"application/json":{"schema":{"type":"object","required":["service","logs"],
 "properties":{"service":{"type":"string"},"logs":{"type":"array","items":{"type":"string"}}}}}}},"400":{
 "$ref":"#/components/responses/Problem"},"404":{"$ref":"#/components/responses/Problem"},"502":{
 "$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/live":{"parameters":[{"name":"id","in":"path","required":true,"description":"Container id.",
 "schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"get":{"operationId":"showLive",
 "summary":"The container on its host, now, and what was last done to it; cheap enough to be asked every few seconds.",
 "responses":{"200":{"description":"The state.","content":{"application/json":{"schema":{
 "$ref":"#/components/schemas/Live"}}}},"404":{"$ref":"#/components/responses/Problem"},"502":{
 "$ref":"#/components/responses/Problem"},"504":{"$ref":"#/components/responses/Problem"},"401":{
 "$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/power":{"parameters":[{"name":"id","in":"path","required":true,"description":"Container id.",
 "schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"post":{"operationId":"changePower",
 "summary":"Start, shut down, stop or restart the container. Answers when that has begun; how it goes on says the member action of live.",
 "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["action"],
 "additionalProperties":false,"properties":{"action":{"type":"string","enum":["start","shutdown","stop","reboot"]},
 "timeoutSeconds":{"type":"integer","minimum":1,"maximum":3600,"default":60,
 "description":"So long the container has for shutdown and reboot; then the action fails, and nothing is forced. A stop ends the waiting of either."}}}}}},
 "responses":{"202":{"description":"Begun.","content":{"application/json":{"schema":{"type":"object","required":["id",
 "action"],"properties":{"id":{"type":"string"},"action":{"type":"string"}}}}}},"400":{
 "$ref":"#/components/responses/Problem"},"404":{"$ref":"#/components/responses/Problem"},"409":{
 "$ref":"#/components/responses/Problem"},"413":{"$ref":"#/components/responses/Problem"},"422":{
 "$ref":"#/components/responses/Problem"},"502":{"$ref":"#/components/responses/Problem"},"401":{
 "$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/rediscover":{"parameters":[{"name":"id","in":"path","required":true,"description":"Container id.",
 "schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"post":{
 "operationId":"rediscoverServices","summary":"Look for services inside again and keep what is found.","responses":{
 "200":{"description":"The services.","content":{"application/json":{"schema":{
 "$ref":"#/components/schemas/ServiceList"}}}},"400":{"$ref":"#/components/responses/Problem"},"404":{
 "$ref":"#/components/responses/Problem"},"409":{"$ref":"#/components/responses/Problem"},"422":{
 "$ref":"#/components/responses/Problem"},"502":{"$ref":"#/components/responses/Problem"},"504":{
 "$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/retry":{"parameters":[{"name":"id","in":"path","required":true,"description":"Container id.",
 "schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"post":{
 "operationId":"retryContainer",
 "summary":"Go on with a creation that failed; its events continue the same numbering.","requestBody":{
 "required":false,"content":{"application/json":{"schema":{"type":"object","additionalProperties":false,"properties":{
 "from":{"type":"string","enum":["creating","starting","deploying","syncing","finalizing"],
 "description":"Absent: the step that failed. A later one is refused; creating only where nothing is left on the host, or where that step failed."},
 "script":{"type":"string","description":"Begin with this script; absent: the first that did not complete."},
 "rootPassword":{"type":"string","writeOnly":true,
 "description":"Needed when the request had one and it was not set yet."}}}}}},"responses":{"202":{
 "description":"It is on its way.","content":{"application/json":{"schema":{
 "$ref":"#/components/schemas/Container"}}}},"400":{"$ref":"#/components/responses/Problem"},"404":{
 "$ref":"#/components/responses/Problem"},"409":{"$ref":"#/components/responses/Problem"},"413":{
 "$ref":"#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},"502":{
 "$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}}},
"/api/containers/{id}/runs":{"parameters":[{"name":"id","in":"path","required":true,"description":"Container id.",
 "schema":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,64}$"}}],"get":{
 "operationId":"listRuns","summary":"Every run of the creation, oldest first.","responses":{"200":{
 "description":"The runs.","content":{"application/json":{"schema":{"type":"object","required":["runs"],"properties":{
 "runs":{"type":"array","items":{"$ref":"#/components/schemas/Run"}}}}}}},"404":{
 "$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Problem"}}}},
@NODE_PATHS@
@TEMPLATE_PATHS@
"/api/health":{"get":{"operationId":"health","summary":"State of the backend; needs no token.","security":[],
 "responses":{"200":{"description":"The state.","content":{"application/json":{"schema":{
 "$ref":"#/components/schemas/Health"}}}}}}},
"/api/openapi.json":{"get":{"operationId":"openApi","summary":"This document.","responses":{"200":{
 "description":"OpenAPI 3.1.","content":{"application/json":{"schema":{"type":"object"}}}},"401":{
 "$ref":"#/components/responses/Problem"}}}}
},
"components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer"}},
"responses":{"Problem":{"description":"What went wrong and what to do.","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}},
"schemas":{
"Container":{"type":"object","required":["id","hostname","lifecycle","host","simulated"],"properties":{"id":{
 "type":"string"},"hostname":{"type":"string"},"template":{"type":"string"},"host":{"type":"string",
 "description":"lxc, simulated, proxmox, or foreign: made by another program on the same Redis."},"node":{
 "type":["string","null"],"description":"Name of the node it lives on; none: the backend's own host."},"simulated":{
 "type":"boolean"},"lifecycle":{"type":"string","enum":["pending","creating","ready","running","stopped","error",
 "deleted","unknown"]},"address":{"type":["string","null"]},"hostRef":{"type":["string","null"]},"createdAt":{
 "type":"string"},"finishedAt":{"type":["string","null"]},"errorMessage":{"type":["string","null"]},"percent":{
 "type":"integer"},"step":{"type":["string","null"]},"spec":{"type":"object",
 "description":"The request as it was run, the template merged in, so that it can be tried again. The root password is masked. Texts of scripts and files are shown as they were sent: put no secret into them."},"snapshot":{"type":"object",
 "description":"As event snapshot of the stream; only for one container."},"expected":{
 "$ref":"#/components/schemas/Expected"},"cleanup":{"type":"object","required":["since","attempts","problem"],
 "description":"Only of a failed one that is to be removed (onFailure) and could not be yet: slipwayd goes on trying for seven days, also after a restart. A retry, a start or a reboot keeps the container.",
 "properties":{"since":{"type":"string","format":"date-time"},"attempts":{"type":"integer"},"problem":{"type":["string",
 "null"],"description":"Why the last one failed."}}}}},
"Run":{"type":"object","required":["number","firstSeq","lastSeq","startedAt","finishedAt","outcome","errorMessage",
 "failedStep","phaseDurations","scripts","resumed"],"properties":{"number":{"type":"integer","minimum":1},"firstSeq":{
 "type":"integer"},"lastSeq":{"type":"integer"},"startedAt":{"type":"string","format":"date-time"},"finishedAt":{
 "type":["string","null"],"format":"date-time"},"outcome":{"type":"string","enum":["running","complete","error"]},
 "errorMessage":{"type":["string","null"]},"failedStep":{"type":["string","null"]},"phaseDurations":{"type":"object",
 "description":"Step to milliseconds.","additionalProperties":{"type":"integer"}},"scripts":{"type":"array","items":{
 "type":"object","required":["name","durationMs","state"],"properties":{"name":{"type":"string"},"durationMs":{"type":[
 "integer","null"]},"state":{"type":"string","enum":["completed","running","error","pending"]}}}},"resumed":{
 "type":"boolean","description":"It left out what an earlier run had done."}}},
"Expected":{"type":"object","description":"Only when earlier runs of the same template in the same place are known: their medians, in milliseconds. Also in event snapshot of the stream.",
 "required":["runs","totalMs","phases","scripts"],"properties":{"runs":{"type":"integer"},"totalMs":{"type":"integer"},
 "phases":{"type":"object","additionalProperties":{"type":"integer"}},"scripts":{"type":"object",
 "additionalProperties":{"type":"integer"}}}},
"CreateRequest":{"type":"object","required":["hostname"],"additionalProperties":false,"properties":{"hostname":{
 "type":"string","maxLength":63},"template":{"type":"string"},"source":{"type":"string",
 "description":"lxc: busybox, debootstrap:SUITE or rootfs:/path. Proxmox: a volume id, or a system such as debian-12-standard."},"cores":{"type":"integer","minimum":1,
 "maximum":128},"memoryMb":{"type":"integer","minimum":16,"maximum":1048576},"diskGb":{"type":"integer","minimum":1,
 "maximum":65536},"tags":{"type":"array","items":{"type":"string"}},"packages":{"type":"array",
 "description":"apt (or apk) packages, installed first.","items":{"type":"string"}},"npmPackages":{"type":"array",
 "items":{"type":"string"}},"pipPackages":{"type":"array","items":{"type":"string"}},"scripts":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{
 "type":"string"},"content":{"type":"string"},"contentBase64":{"type":"string"},"timeoutSeconds":{
 "type":"integer"}}}},"files":{"type":"array","items":{"type":"object","required":["path"],"properties":{"path":{
 "type":"string"},"content":{"type":"string"},"contentBase64":{"type":"string"},"policy":{"type":"string","enum":[
 "replace","default","backup"]}}}},"rootPassword":{"type":"string","writeOnly":true},"simulation":{"type":"object",
 "description":"Knobs of the simulated host.","properties":{"durationSeconds":{"type":"number"},"lines":{
 "type":"integer"},"linesPerSecond":{"type":"number"},"failAt":{"type":"string",
 "description":"A step or one of the scripts; empty: nowhere."},"failExitCode":{
 "type":"integer"}}},"node":{"type":"string","description":"Name of a node; empty: the backend's own host."},"vmid":{
 "type":"integer","minimum":100,"maximum":999999999,"description":"Absent: the next free one."},"storage":{
 "type":"string","description":"Of the root file system; absent: the node's default."},"templateStorage":{
 "type":"string"},"bridge":{"type":"string"},"pool":{"type":"string"},"description":{"type":"string"},"network":{
 "type":"object","additionalProperties":false,"properties":{"ipv4":{"type":"string",
 "description":"dhcp or ADDRESS/PREFIX"},"gateway":{"type":"string"},"ipv6":{"type":"string",
 "description":"auto, dhcp or ADDRESS/PREFIX"},"gateway6":{"type":"string"},"vlan":{"type":"integer","minimum":0,
 "maximum":4094},"firewall":{"type":"boolean"},"nameservers":{"type":"array","items":{"type":"string"}},
 "searchDomain":{"type":"string"}}},"features":{"type":"object","additionalProperties":false,"properties":{"nesting":{
 "type":"boolean"},"keyctl":{"type":"boolean"},"fuse":{"type":"boolean"}}},"unprivileged":{"type":"boolean"},
 "swapMb":{"type":"integer","minimum":0},"startOnBoot":{"type":"boolean"},"sshPublicKeys":{"type":"array",
 "description":"For root, one line of authorized_keys each.","items":{"type":"string"}},"onFailure":{"type":"string",
 "enum":["keep","rollback"],"default":"keep",
 "description":"What becomes of the container when a step after its creation fails."}}},
"ProgressEvent":{"type":"object","required":["type","message","timestamp","seq"],"properties":{"type":{
 "type":"string","enum":["step","log","complete","error"]},"step":{"type":"string","enum":["creating","starting",
 "deploying","syncing","finalizing"]},"percent":{"type":"integer","minimum":0,"maximum":100},"message":{
 "type":"string"},"timestamp":{"type":"string","format":"date-time"},"scriptName":{"type":"string"},"scriptIndex":{
 "type":"integer"},"scriptTotal":{"type":"integer"},"scriptNames":{"type":"array","items":{"type":"string"}},"seq":{
 "type":"integer","minimum":1}}},
"ServiceList":{"type":"object","required":["services","containerIp"],"properties":{"services":{"type":"array",
 "items":{"type":"object","required":["name","type","port","status","isSystem","credentials"],"properties":{"name":{
 "type":"string"},"type":{"type":"string","enum":["systemd","docker","process"]},"port":{"type":["integer","null"]},
 "status":{"type":"string","enum":["running","stopped","installing","error"]},"isSystem":{"type":"boolean"},
 "credentials":{"type":["object","null"],"additionalProperties":{"type":"string"}}}}},"containerIp":{"type":["string",
 "null"]}}},
"Live":{"type":"object","required":["power","displayName","action"],"properties":{"power":{"type":"string","enum":[
 "unknown","stopped","running","gone"]},"lock":{"type":"string","description":"What keeps it busy; empty: nothing."},
 "task":{"type":"string","description":"What goes on with it, in words; empty: nothing."},"cpuFraction":{"type":[
 "number","null"],"description":"Of its cores, 0 to 1. Here and below null is unknown."},"cores":{"type":["integer",
 "null"]},"memoryBytes":{"type":["integer","null"]},"memoryTotalBytes":{"type":["integer","null"]},"diskBytes":{
 "type":["integer","null"]},"diskTotalBytes":{"type":["integer","null"]},"netInBytes":{"type":["integer","null"]},
 "netOutBytes":{"type":["integer","null"]},"uptimeSeconds":{"type":["integer","null"]},"displayName":{"type":"string",
 "description":"What it is called on its host."},"action":{"type":["object","null"],
 "description":"What was last done to it through this backend since it was started.","properties":{"name":{
 "type":"string","enum":["start","shutdown","stop","reboot"]},"startedAt":{"type":"string","format":"date-time"},
 "finishedAt":{"type":["string","null"],"format":"date-time","description":"null: it goes on."},"error":{"type":[
 "string","null"]},"code":{"type":["string","null"]},"reason":{"type":"string"}}}}},
@NODE_SCHEMAS@
@TEMPLATE_SCHEMAS@
"Health":{"type":"object","required":["status","version","host","store","redis"],"properties":{"status":{
 "type":"string","enum":["ok","degraded"]},"version":{"type":"string"},"host":{"type":"object","properties":{"name":{
 "type":"string"},"simulated":{"type":"boolean"},"reason":{"type":"string","description":"Why this host was chosen."},"problem":{
 "type":["string","null"]}}},"store":{"type":"object",
 "properties":{"problem":{"type":["string","null"]}}},"redis":{"type":"object","properties":{"state":{"type":"string",
 "enum":["off","connected","away"]},"problem":{"type":["string","null"]}}},"nodes":{"type":["integer","null"],"description":"How many are stored; they are not asked."},"streams":{"type":"integer"},"activeRuns":{
 "type":"integer"}}},
"Problem":{"type":"object","description":"RFC 9457.","required":["type","title","status","detail","error"],
 "properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{
 "type":"string"},"instance":{"type":"string"},"error":{"type":"string","description":"The same text as detail."},
 "code":{"type":"string"},"reason":{"type":"string"},"retryable":{"type":"boolean"},"fingerprints":{"$ref":"#/components/schemas/Fingerprints"},"fields":{"type":"array","items":{
 "type":"object","required":["field","message"],"properties":{"field":{"type":"string"},"message":{
 "type":"string"}}}}}}
}}})json";

} // namespace

QByteArray openApiDocument()
{
    return QByteArray(kDocument)
        .replace("@TEMPLATE_PATHS@", templatePathsJson())
        .replace("@TEMPLATE_SCHEMAS@", templateSchemasJson())
        .replace("@NODE_PATHS@", nodePathsJson())
        .replace("@NODE_SCHEMAS@", nodeSchemasJson())
        .replace("@VERSION@", SLIPWAY_VERSION);
}

} // namespace slipway::backend
