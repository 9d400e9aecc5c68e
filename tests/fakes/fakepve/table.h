#pragma once

namespace slipway::fakes::pve {

/// The table of calls, in the small notation that its beginning explains.
extern const char *const tableText;

} // namespace slipway::fakes::pve
