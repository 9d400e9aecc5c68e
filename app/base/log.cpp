#include "app/base/log.h"

namespace slipway {

Q_LOGGING_CATEGORY(lcBackend, "slipway.backend", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHttpd, "slipway.httpd", QtInfoMsg)
Q_LOGGING_CATEGORY(lcStream, "slipway.stream", QtInfoMsg)
Q_LOGGING_CATEGORY(lcJobs, "slipway.jobs", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHost, "slipway.host", QtInfoMsg)
Q_LOGGING_CATEGORY(lcStore, "slipway.store", QtInfoMsg)
Q_LOGGING_CATEGORY(lcRedis, "slipway.redis", QtInfoMsg)
Q_LOGGING_CATEGORY(lcDesktop, "slipway.desktop", QtInfoMsg)

} // namespace slipway
