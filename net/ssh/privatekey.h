#pragma once
#include "net/ssh/failure.h"
#include "net/ssh/options.h"
#include <libssh/libssh.h>
#include <memory>

namespace slipway::ssh {

struct KeyDeleter
{
    void operator()(ssh_key key) const { ssh_key_free(key); } // wipes it
};
using KeyPointer = std::unique_ptr<ssh_key_struct, KeyDeleter>;

/// Reads a private key without asking anybody for a passphrase. Errors: BadKey, with what is wrong.
Outcome<KeyPointer> readPrivateKey(const Key &key);

} // namespace slipway::ssh
