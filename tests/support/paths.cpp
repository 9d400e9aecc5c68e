#include "tests/support/paths.h"

namespace slipway::test {

QString sourceDir() { return QStringLiteral(SLIPWAY_SOURCE_DIR); }
QString binDir() { return QStringLiteral(SLIPWAY_BIN_DIR); }

} // namespace slipway::test
