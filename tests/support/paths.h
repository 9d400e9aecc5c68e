#pragma once
#include <QString>

namespace slipway::test {

/// Where the sources and the programs under test are. Functions and not macros, so that only one small file
/// is compiled anew in another directory.
QString sourceDir();
QString binDir();

} // namespace slipway::test
