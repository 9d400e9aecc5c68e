#pragma once
#include <QByteArrayList>

namespace slipway::test {

// The examples of the contract, to the byte.
inline const QByteArrayList kWire{
    R"j({"type":"step","step":"creating","percent":5,"message":"Creating LXC container...","timestamp":"2026-11-21T16:37:26.805Z"})j",
    R"j({"type":"step","step":"syncing","percent":65,"message":"Running 3 setup scripts...","scriptTotal":3,"scriptNames":["00-pre-checks.sh","01-setup-user.sh","02-docker-install.sh"],"timestamp":"2026-11-21T16:37:26.805Z"})j",
    "{\"type\":\"log\",\"message\":\"Running script: 00-pre-checks.sh "
    "(1/"
    "3)\",\"scriptName\":\"00-pre-checks.sh\",\"scriptIndex\":0,\"scriptTotal\":3,\"timestamp\":\"2026-11-"
    "21T16:37:26.805Z\"}",
    R"j({"type":"log","message":"[INFO   ] line 1 of 2","scriptName":"00-pre-checks.sh","timestamp":"2026-11-21T16:37:26.805Z"})j",
    "{\"type\":\"step\",\"step\":\"syncing\",\"percent\":73,\"message\":\"Script \\\"00-pre-checks.sh\\\" "
    "completed\",\"scriptName\":\"00-pre-checks.sh\",\"scriptIndex\":0,\"scriptTotal\":3,\"timestamp\":"
    "\"2026-11-21T16:37:26.805Z\"}",
    R"j({"type":"complete","percent":100,"message":"Container ready!","timestamp":"2026-11-21T16:37:26.805Z"})j",
    "{\"type\":\"error\",\"message\":\"Script \\\"01-setup-user.sh\\\" failed with exit code "
    "1\",\"timestamp\":\"2026-11-21T16:37:26.805Z\",\"seq\":9}",
};

} // namespace slipway::test
