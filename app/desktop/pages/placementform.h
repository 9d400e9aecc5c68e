#pragma once
#include "app/desktop/nodescontroller.h"
#include "app/desktop/pages/lookupform.h"
#include "app/domain/containerspec.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace slipway::desktop {

class DownloadRow;
class Expander;
class SecretEdit;

/// Where a container is made, and what only a node of Proxmox VE can be asked for. Without nodes, or for the
/// backend's own host, there is nothing of it to see but the access to the new container. What was typed for
/// a node stays while another place is looked at.
class PlacementForm : public LookupForm
{
    Q_OBJECT
public:
    explicit PlacementForm(HostLookups &lookups, QWidget *parent = nullptr);

    /// The choice itself; stands elsewhere in the form. Hidden while there are no nodes.
    FormField *where() const { return m_where; }
    void setNodes(const QList<NodeEntry> &nodes);
    void setOwnHost(const QString &text); ///< what the backend's own host is called
    QString node() const;                 ///< empty: the backend's own host
    /// Puts what is typed into `spec`; of another place nothing.
    void fill(ContainerSpec &spec) const;
    void showSpec(const ContainerSpec &spec);
    const QHash<QString, FormField *> &fields() const { return m_fields; }
    /// Unfolds what holds the fields that are wrong.
    void unfold(const QStringList &wrong);

signals:
    void nodeChanged(const QString &node);

private:
    QWidget *makePlace();
    QWidget *makeNetwork();
    QWidget *makeOptions();
    QWidget *makeAccess();
    void watchInputs();
    void chooseNode();
    void chooseKeys();
    void showLookup(int kind);
    void showDownload();
    void refresh();
    void fillNetwork(NetworkSpec &network) const;
    void showNetwork(const NetworkSpec &network);

    FormField *m_where;
    QComboBox *m_place;
    QWidget *m_placeCard;
    Expander *m_network;
    Expander *m_options;
    Expander *m_access;
    LookupField *m_source = nullptr;
    DownloadRow *m_download = nullptr;
    LookupField *m_storage = nullptr;
    LookupField *m_bridge = nullptr;
    QSpinBox *m_vmid = nullptr;
    QComboBox *m_ipv4Kind = nullptr;
    QLineEdit *m_ipv4 = nullptr;
    QLineEdit *m_gateway = nullptr;
    QComboBox *m_ipv6Kind = nullptr;
    QLineEdit *m_ipv6 = nullptr;
    QLineEdit *m_gateway6 = nullptr;
    QSpinBox *m_vlan = nullptr;
    QLineEdit *m_nameservers = nullptr;
    QLineEdit *m_searchDomain = nullptr;
    QComboBox *m_unprivileged = nullptr;
    QComboBox *m_nesting = nullptr;
    QComboBox *m_keyctl = nullptr;
    QComboBox *m_fuse = nullptr;
    QComboBox *m_startOnBoot = nullptr;
    QSpinBox *m_swap = nullptr;
    QLineEdit *m_pool = nullptr;
    QLineEdit *m_tags = nullptr;
    SecretEdit *m_password = nullptr;
    QPlainTextEdit *m_keys = nullptr;
};

/// The public keys (*.pub) below `directory`: file name and line. Files that hold something else are left
/// out.
QList<std::pair<QString, QString>> publicKeysIn(const QString &directory);

} // namespace slipway::desktop
