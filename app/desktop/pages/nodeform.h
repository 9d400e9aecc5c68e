#pragma once
#include "app/desktop/nodeeditorcontroller.h"
#include "app/desktop/pages/lookupform.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

class KeyEdit;
class SecretEdit;

/// The fields of a node. Says what is typed and shows what is wrong; decides nothing.
class NodeForm : public LookupForm
{
    Q_OBJECT
public:
    explicit NodeForm(HostLookups &lookups, QWidget *parent = nullptr);

    Node node() const;
    void setNode(const Node &node, const std::optional<NodeEntry> &stored);
    /// Errors at their fields. One that is empty and was never touched is quiet, unless `all`.
    void showErrors(const QList<FieldError> &errors, bool all);
    void focusFirst();
    /// The first field that is wrong.
    void focusWrong();

signals:
    void unreadable(const QString &message);

private:
    QWidget *makeConnection();
    QWidget *makeSignIn();
    QWidget *makeSsh();
    QWidget *makeTrust();
    QWidget *makeDefaults();
    QWidget *makeHelp();
    void watch(QLineEdit *edit);
    /// Pasted addresses and tokens fall into their parts.
    void settle();
    void showLookup(int kind);
    void refresh();

    QSet<QString> m_touched;
    std::optional<NodeEntry> m_stored;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_host = nullptr;
    QSpinBox *m_port = nullptr;
    QLineEdit *m_pveNode = nullptr;
    QComboBox *m_signIn = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_tokenName = nullptr;
    SecretEdit *m_secret = nullptr;
    QWidget *m_help = nullptr;
    QCheckBox *m_ssh = nullptr;
    QWidget *m_sshFields = nullptr;
    QComboBox *m_sshSignIn = nullptr;
    QLineEdit *m_sshHost = nullptr;
    QSpinBox *m_sshPort = nullptr;
    QLineEdit *m_sshUser = nullptr;
    SecretEdit *m_sshPassword = nullptr;
    KeyEdit *m_key = nullptr;
    SecretEdit *m_passphrase = nullptr;
    QLineEdit *m_certificate = nullptr;
    QLineEdit *m_hostKey = nullptr;
    LookupField *m_storage = nullptr;
    LookupField *m_templateStorage = nullptr;
    LookupField *m_bridge = nullptr;
};

/// "local-lvm (lvmthin), 120 GiB free"
QString storageText(const HostStorage &storage);
QString bridgeText(const HostBridge &bridge);

} // namespace slipway::desktop
