#include "app/desktop/pages/nodeform.h"

#include "app/desktop/pages/expander.h"
#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/keyedit.h"
#include "app/desktop/pages/lookupfield.h"
#include "app/desktop/pages/secretedit.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

QVBoxLayout *cardLayout(elements::Card *card, const QString &title)
{
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.6));
    layout->setSpacing(space(1.3));
    if (!title.isEmpty())
        layout->addWidget(new Label(title, TextStyle::Heading));
    return layout;
}

/// A user that may do what Slipway does and no more, and its token.
QString tokenCommands()
{
    return u"pveum role add SlipwayGuests --privs \"VM.Allocate VM.Audit VM.PowerMgmt VM.Config.CPU "
           "VM.Config.Memory VM.Config.Disk VM.Config.Network VM.Config.Options\"\n"
           "pveum role add SlipwayStorage --privs \"Datastore.Audit Datastore.AllocateSpace "
           "Datastore.AllocateTemplate\"\n"
           "pveum role add SlipwayNetwork --privs \"SDN.Use\"\n"
           "pveum role add SlipwayNode --privs \"Sys.Audit\"\n"
           "pveum user add slipway@pve\n"
           "pveum acl modify /vms --users slipway@pve --roles SlipwayGuests\n"
           "pveum acl modify /storage/local-lvm --users slipway@pve --roles SlipwayStorage\n"
           "pveum acl modify /storage/local --users slipway@pve --roles SlipwayStorage\n"
           "pveum acl modify /sdn/zones/localnetwork/vmbr0 --users slipway@pve --roles SlipwayNetwork\n"
           "pveum acl modify /nodes/pve --users slipway@pve --roles SlipwayNode\n"
           "pveum user token add slipway@pve desk --privsep 0"_s;
}

} // namespace

QString storageText(const HostStorage &storage)
{
    QString text = storage.name;
    if (!storage.type.isEmpty())
        text += NodeForm::tr(" (%1)").arg(storage.type);
    if (storage.availableBytes > 0)
        text += NodeForm::tr(", %1 free").arg(QLocale().formattedDataSize(storage.availableBytes, 0));
    return text;
}

QString bridgeText(const HostBridge &bridge)
{
    QStringList parts = {bridge.name};
    if (!bridge.cidr.isEmpty())
        parts.append(bridge.cidr);
    if (!bridge.comment.isEmpty())
        parts.append(bridge.comment.trimmed());
    if (bridge.isVlanAware)
        parts.append(NodeForm::tr("VLAN aware"));
    return parts.join(", "_L1);
}

NodeForm::NodeForm(HostLookups &lookups, QWidget *parent) : LookupForm(lookups, parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(1.4));
    layout->addWidget(makeConnection());
    layout->addWidget(makeSignIn());
    layout->addWidget(makeSsh());
    layout->addWidget(makeDefaults());
    layout->addWidget(makeTrust());
    layout->addStretch(1);
    for (QLineEdit *edit : findChildren<QLineEdit *>())
        watch(edit);
    for (QSpinBox *box : findChildren<QSpinBox *>())
        connect(box, &QSpinBox::valueChanged, this, [this] { emit changed(); });
    for (QComboBox *box : {m_signIn, m_sshSignIn}) {
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            refresh();
            tellTyped();
        });
    }
    connect(m_ssh, &QCheckBox::toggled, this, [this] {
        refresh();
        tellTyped();
    });
    connect(m_key, &KeyEdit::changed, this, [this] {
        m_touched.insert(u"ssh.privateKey"_s);
        tellTyped();
    });
    connect(m_key, &KeyEdit::unreadable, this, &NodeForm::unreadable);
    connect(&m_lookups, &HostLookups::changed, this, &NodeForm::showLookup);
    refresh();
}

QWidget *NodeForm::makeConnection()
{
    auto *card = new elements::Card;
    QVBoxLayout *layout = cardLayout(card, {});
    m_name = lineInput(u"nodeName"_s, tr("pve"));
    m_host = lineInput(u"nodeHost"_s, tr("192.168.1.10 or pve.example.net"));
    m_port = numberInput(u"nodePort"_s, 1, 65535, 8006);
    m_port->setGroupSeparatorShown(false);
    m_pveNode = lineInput(u"pveNode"_s, tr("the one that answers"));
    layout->addWidget(
        add(u"name"_s, tr("Name"), m_name, tr("What you call it here. It cannot be changed later.")));
    layout->addWidget(add(u"host"_s, tr("Address"), m_host,
                          tr("As in the browser's address line, which you may paste as it is.")));
    auto *grid = inputGrid(16);
    grid->addWidget(add(u"port"_s, tr("Port"), m_port));
    grid->addWidget(add(u"pveNode"_s, tr("Node in its cluster"), m_pveNode));
    layout->addLayout(grid);
    return card;
}

QWidget *NodeForm::makeSignIn()
{
    auto *card = new elements::Card;
    QVBoxLayout *layout = cardLayout(card, tr("Sign-in"));
    m_signIn = choiceInput(
        u"signIn"_s, {{u"token"_s, tr("API token (recommended)")}, {u"password"_s, tr("User and password")}});
    m_user = lineInput(u"nodeUser"_s, tr("slipway@pve"));
    m_tokenName = lineInput(u"tokenName"_s, tr("desk"));
    m_secret = new SecretEdit(u"secret"_s);
    layout->addWidget(add(u"signIn"_s, tr("With"), m_signIn));
    auto *grid = inputGrid(16);
    grid->addWidget(add(u"user"_s, tr("User"), m_user, tr("With its realm.")));
    grid->addWidget(add(u"tokenName"_s, tr("Token"), m_tokenName, tr("Its name, behind the “!”.")));
    layout->addLayout(grid);
    layout->addWidget(add(u"secret"_s, tr("Secret"), m_secret));
    m_help = new Expander(tr("How do I get a token?"), makeHelp());
    layout->addWidget(m_help);
    return card;
}

QWidget *NodeForm::makeHelp()
{
    auto *help = new QWidget;
    help->setObjectName(u"tokenHelp"_s);
    auto *layout = new QVBoxLayout(help);
    layout->setContentsMargins(space(1.4), 0, 0, 0);
    auto *text = new Label(
        tr("In a shell on the node, with your storages, bridge and node: a user that may do what is needed "
           "and no more. The last command shows the secret, once. Paste the whole "
           "token (user@realm!name=secret) into any of the three fields: it falls into its "
           "parts."),
        TextStyle::Small, Role::Muted);
    text->setWordWrap(true);
    auto *row = new QHBoxLayout;
    auto *commands = new Label(tokenCommands(), TextStyle::Mono);
    commands->setTextInteractionFlags(Qt::TextSelectableByMouse);
    commands->setWordWrap(true);
    auto *copy = new elements::IconButton(Icon::Copy, tr("Copy the commands"));
    connect(copy, &QToolButton::clicked, copy,
            [] { QGuiApplication::clipboard()->setText(tokenCommands()); });
    row->addWidget(commands, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    layout->addWidget(text);
    layout->addLayout(row);
    return help;
}

QWidget *NodeForm::makeSsh()
{
    auto *card = new elements::Card;
    QVBoxLayout *layout = cardLayout(card, tr("SSH"));
    m_ssh = new QCheckBox(tr("Work inside containers over SSH to the node"));
    m_ssh->setObjectName(u"sshEnabled"_s);
    auto *why =
        new Label(tr("Files, packages, scripts and the search for services need it. Without it containers "
                     "are made and started, and nothing more."),
                  TextStyle::Small, Role::Muted);
    why->setWordWrap(true);
    layout->addWidget(m_ssh);
    layout->addWidget(why);
    m_sshFields = new QWidget;
    auto *rows = new QVBoxLayout(m_sshFields);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space(1.3));
    m_sshSignIn = choiceInput(u"sshSignIn"_s, {{u"key"_s, tr("Private key")},
                                               {u"password"_s, tr("Password")},
                                               {u"agent"_s, tr("The backend's SSH agent")}});
    m_key = new KeyEdit(u"sshKey"_s);
    m_passphrase = new SecretEdit(u"sshPassphrase"_s);
    m_sshPassword = new SecretEdit(u"sshPassword"_s);
    m_sshUser = lineInput(u"sshUser"_s, tr("root"));
    m_sshHost = lineInput(u"sshHost"_s, tr("as above"));
    m_sshPort = numberInput(u"sshPort"_s, 1, 65535, 22);
    auto *first = inputGrid(16);
    first->addWidget(add(u"ssh.signIn"_s, tr("With"), m_sshSignIn));
    first->addWidget(add(u"ssh.user"_s, tr("User"), m_sshUser, tr("root, or one that may run pct by sudo.")));
    rows->addLayout(first);
    rows->addWidget(add(u"ssh.privateKey"_s, tr("Private key"), m_key));
    rows->addWidget(add(u"ssh.passphrase"_s, tr("Passphrase of the key"), m_passphrase));
    rows->addWidget(add(u"ssh.password"_s, tr("SSH password"), m_sshPassword));
    auto *second = inputGrid(16);
    second->addWidget(add(u"ssh.host"_s, tr("SSH address"), m_sshHost));
    second->addWidget(add(u"ssh.port"_s, tr("SSH port"), m_sshPort));
    rows->addLayout(second);
    layout->addWidget(m_sshFields);
    return card;
}

QWidget *NodeForm::makeDefaults()
{
    auto *card = new elements::Card;
    QVBoxLayout *layout = cardLayout(card, tr("Defaults for new containers"));
    const QString open = tr("Empty: chosen when one alone fits.");
    m_storage = addLookup(HostLookups::Storages, u"storage"_s, tr("Storage"),
                          editableChoice(u"default:storage"_s), open);
    m_templateStorage = addLookup(HostLookups::Storages, u"templateStorage"_s, tr("Storage for OS templates"),
                                  editableChoice(u"default:templateStorage"_s), open);
    m_bridge =
        addLookup(HostLookups::Bridges, u"bridge"_s, tr("Bridge"), editableChoice(u"default:bridge"_s), open);
    auto *grid = inputGrid(23);
    for (LookupField *field : {m_storage, m_templateStorage, m_bridge})
        grid->addWidget(field);
    layout->addLayout(grid);
    return card;
}

QWidget *NodeForm::makeTrust()
{
    auto *content = new elements::Card;
    content->setObjectName(u"trusted"_s);
    QVBoxLayout *layout = cardLayout(content, {});
    m_certificate = lineInput(u"certificateSha256"_s, tr("only what this system's authorities vouch for"));
    m_hostKey = lineInput(u"hostKeySha256"_s, tr("none yet; the test shows it"));
    layout->addWidget(add(u"certificateSha256"_s, tr("Certificate, SHA-256"), m_certificate,
                          tr("Filled by the test when you trust what it shows.")));
    layout->addWidget(add(u"ssh.hostKeySha256"_s, tr("SSH host key, SHA-256"), m_hostKey));
    return new Expander(tr("Trusted fingerprints"), content);
}

void NodeForm::watch(QLineEdit *edit)
{
    connect(edit, &QLineEdit::textEdited, this,
            [this, edit, before = edit->text()](const QString &text) mutable {
                const bool isPasted = text.size() - before.size() > 3;
                before = text;
                const FormField *field = nullptr;
                for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it) {
                    if (it.value()->input() == edit || it.value()->input()->isAncestorOf(edit)) {
                        m_touched.insert(it.key());
                        field = it.value();
                    }
                }
                if (isPasted && field)
                    settle();
            });
    connect(edit, &QLineEdit::textChanged, this, &NodeForm::tellTyped);
    connect(edit, &QLineEdit::editingFinished, this, &NodeForm::settle);
}

void NodeForm::settle()
{
    const Node typed = node();
    const Node meant = normalized(typed);
    if (meant == typed)
        return;
    m_filling = true;
    const auto put = [](QLineEdit *edit, const QString &before, const QString &now) {
        if (before != now)
            edit->setText(now);
    };
    put(m_host, typed.host, meant.host);
    put(m_user, typed.user, meant.user);
    put(m_tokenName, typed.tokenName, meant.tokenName);
    put(m_secret, typed.secret.revealText(), meant.secret.revealText());
    put(m_sshHost, typed.ssh.host, meant.ssh.host);
    put(m_certificate, typed.certificateSha256, meant.certificateSha256);
    put(m_hostKey, typed.ssh.hostKeySha256, meant.ssh.hostKeySha256);
    m_port->setValue(meant.port);
    m_sshPort->setValue(meant.ssh.port);
    m_filling = false;
    emit changed();
}

Node NodeForm::node() const
{
    Node node;
    node.name = m_name->text();
    node.host = m_host->text();
    node.port = m_port->value();
    node.pveNode = m_pveNode->text();
    const bool isToken = m_signIn->currentData() == u"token"_s;
    node.signIn = isToken ? Node::SignIn::Token : Node::SignIn::Password;
    node.user = m_user->text();
    node.tokenName = isToken ? m_tokenName->text() : QString();
    node.secret = m_secret->secret();
    node.certificateSha256 = m_certificate->text();
    node.ssh.isEnabled = m_ssh->isChecked();
    const QString sshSignIn = m_sshSignIn->currentData().toString();
    node.ssh.signIn = sshSignIn == "key"_L1        ? Node::SshSignIn::Key
                      : sshSignIn == "password"_L1 ? Node::SshSignIn::Password
                                                   : Node::SshSignIn::Agent;
    node.ssh.user = m_sshUser->text();
    node.ssh.host = m_sshHost->text();
    node.ssh.port = m_sshPort->value();
    if (node.ssh.signIn == Node::SshSignIn::Key) {
        node.ssh.privateKey = m_key->key();
        node.ssh.passphrase = m_passphrase->secret();
    } else if (node.ssh.signIn == Node::SshSignIn::Password) {
        node.ssh.password = m_sshPassword->secret();
    }
    node.ssh.hostKeySha256 = m_hostKey->text();
    node.storage = m_storage->value();
    node.templateStorage = m_templateStorage->value();
    node.bridge = m_bridge->value();
    return node;
}

void NodeForm::setNode(const Node &node, const std::optional<NodeEntry> &stored)
{
    m_filling = true;
    m_stored = stored;
    m_touched.clear();
    m_name->setText(node.name);
    m_name->setReadOnly(stored.has_value());
    m_fields.value(u"name"_s)->setHint(stored ? tr("Its containers refer to it, so it stays.")
                                              : tr("What you call it here. It cannot be changed later."));
    for (LookupField *field : {m_storage, m_templateStorage, m_bridge})
        field->setHint(stored ? tr("Empty: chosen when one alone fits.")
                              : tr("Empty: chosen when one alone fits. Once it is saved there is a list."));
    m_host->setText(node.host);
    m_port->setValue(node.port);
    m_pveNode->setText(node.pveNode);
    m_signIn->setCurrentIndex(node.signIn == Node::SignIn::Token ? 0 : 1);
    m_user->setText(node.user);
    m_tokenName->setText(node.tokenName);
    m_secret->setText(node.secret.revealText());
    m_ssh->setChecked(node.ssh.isEnabled);
    m_sshSignIn->setCurrentIndex(static_cast<int>(node.ssh.signIn));
    m_sshUser->setText(node.ssh.user);
    m_sshHost->setText(node.ssh.host);
    m_sshPort->setValue(node.ssh.port);
    m_sshPassword->setText(node.ssh.password.revealText());
    m_key->setKey(node.ssh.privateKey, tr("as chosen before"));
    m_passphrase->setText(node.ssh.passphrase.revealText());
    m_certificate->setText(node.certificateSha256);
    m_hostKey->setText(node.ssh.hostKeySha256);
    m_certificate->setCursorPosition(0);
    m_storage->setValue(node.storage);
    m_templateStorage->setValue(node.templateStorage);
    m_bridge->setValue(node.bridge);
    refresh();
    m_filling = false;
    emit changed();
}

void NodeForm::refresh()
{
    const bool isToken = m_signIn->currentData() == u"token"_s;
    m_fields.value(u"tokenName"_s)->setVisible(isToken);
    m_help->setVisible(isToken);
    m_fields.value(u"secret"_s)->setLabel(isToken ? tr("Secret of the token") : tr("Password"));
    const bool isSameSignIn =
        m_stored && (m_stored->node.signIn == Node::SignIn::Token) == isToken && m_stored->hasSecret;
    m_secret->setKept(isSameSignIn);
    if (!isSameSignIn && isToken)
        m_secret->setPlaceholderText(tr("01234567-89ab-cdef-0123-456789abcdef"));
    m_sshFields->setVisible(m_ssh->isChecked());
    const QString with = m_sshSignIn->currentData().toString();
    m_fields.value(u"ssh.privateKey"_s)->setVisible(with == "key"_L1);
    m_fields.value(u"ssh.passphrase"_s)->setVisible(with == "key"_L1);
    m_fields.value(u"ssh.password"_s)->setVisible(with == "password"_L1);
    m_key->setKept(m_stored && m_stored->hasPrivateKey);
    m_passphrase->setKept(m_stored && m_stored->hasPassphrase);
    if (!m_stored || !m_stored->hasPassphrase)
        m_passphrase->setPlaceholderText(tr("none"));
    m_sshPassword->setKept(m_stored && m_stored->hasSshPassword);
}

void NodeForm::showLookup(int kind)
{
    const auto which = static_cast<HostLookups::Kind>(kind);
    const auto entriesOf = [this](const QString &content) {
        QList<LookupEntry> entries;
        for (const HostStorage &storage : m_lookups.storagesFor(content))
            entries.append({storage.name, storageText(storage)});
        return entries;
    };
    const auto show = [&](LookupField *field, const QList<LookupEntry> &entries) {
        field->setState(m_lookups.state(which), m_lookups.problem(which));
        if (m_lookups.state(which) == HostLookups::State::Ready)
            field->setEntries(entries);
    };
    m_filling = true; // the choices are no typing
    if (which == HostLookups::Storages) {
        show(m_storage, entriesOf(u"rootdir"_s));
        show(m_templateStorage, entriesOf(u"vztmpl"_s));
    } else if (which == HostLookups::Bridges) {
        QList<LookupEntry> entries;
        for (const HostBridge &bridge : m_lookups.bridges())
            entries.append({bridge.name, bridgeText(bridge)});
        show(m_bridge, entries);
    }
    m_filling = false;
}

void NodeForm::showErrors(const QList<FieldError> &errors, bool all)
{
    QHash<QString, QString> byField;
    for (const FieldError &error : errors)
        byField.insert(error.field, error.message);
    for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it) {
        const bool isLoud = all || m_touched.contains(it.key());
        it.value()->setError(isLoud ? byField.value(it.key()) : QString());
    }
}

void NodeForm::focusFirst()
{
    if (m_name->isReadOnly())
        m_host->setFocus();
    else
        m_name->setFocus();
}

void NodeForm::focusWrong()
{
    for (const char *name : {"name", "host", "port", "pveNode", "user", "tokenName", "secret",
                             "ssh.privateKey", "ssh.passphrase", "ssh.password", "ssh.user", "ssh.host"}) {
        const FormField *field = m_fields.value(QString::fromLatin1(name));
        if (field && !field->error().isEmpty() && field->isVisible())
            return field->input()->setFocus();
    }
}

} // namespace slipway::desktop
