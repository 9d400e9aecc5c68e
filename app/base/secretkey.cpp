#include "app/base/secretkey.h"
#include <QLatin1StringView>
#include <algorithm>
#include <array>

namespace slipway {

bool isSecretKey(QStringView key)
{
    using namespace Qt::Literals::StringLiterals;
    static constexpr std::array open = {"USER"_L1,    "USERNAME"_L1, "LOGIN"_L1,     "URL"_L1,
                                        "HOST"_L1,    "PORT"_L1,     "EMAIL"_L1,     "DATABASE"_L1,
                                        "DB_USER"_L1, "DB_NAME"_L1,  "ADMIN_USER"_L1};
    return std::none_of(open.begin(), open.end(), [key](QLatin1StringView name) {
        return key.compare(name, Qt::CaseInsensitive) == 0;
    });
}

} // namespace slipway
