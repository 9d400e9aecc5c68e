#pragma once
#include "app/base/secret.h"
#include "app/base/secretkey.h"
#include "widgets/credentials/secretfield.h"

#include <QWidget>
#include <vector>

namespace slipway::credentials {

class SecretClipboard;

struct CredentialItem
{
    QString key;
    Secret value;
    bool isSecret = true;
};
/// Names and addresses are shown at once; everything else is hidden until asked for.
using slipway::isSecretKey;

/// The credentials of one service, one field a line, user names first.
class CredentialPanel : public QWidget
{
    Q_OBJECT
public:
    explicit CredentialPanel(SecretClipboard &clipboard, QWidget *parent = nullptr);
    void setCredentials(const std::vector<CredentialItem> &items);
    /// The sender gave ciphertext: say so, and nothing else.
    void setEncrypted();
    void hideAll();
    QList<SecretField *> fields() const { return m_fields; }

private:
    void clear();
    void add(SecretField *field);

    SecretClipboard &m_clipboard;
    QList<SecretField *> m_fields;
};

} // namespace slipway::credentials
