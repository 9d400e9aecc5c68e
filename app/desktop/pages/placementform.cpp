#include "app/desktop/pages/placementform.h"

#include "app/desktop/hostlookups.h"
#include "app/desktop/pages/downloadrow.h"
#include "app/desktop/pages/expander.h"
#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/lookupfield.h"
#include "app/desktop/pages/nodeform.h"
#include "app/desktop/pages/secretedit.h"
#include "widgets/theme/style.h"

#include <QDir>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <algorithm>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

QVBoxLayout *rowsIn(QWidget *card)
{
    auto *rows = new QVBoxLayout(card);
    rows->setContentsMargins(margins(2, 1.8));
    rows->setSpacing(space(1.4));
    return rows;
}

/// Said by nobody, yes, no.
QComboBox *threeWay(const QString &name, const QString &unset, const QString &yes, const QString &no)
{
    return choiceInput(name, {{QString(), unset}, {u"yes"_s, yes}, {u"no"_s, no}});
}

std::optional<bool> valueOf(const QComboBox *box)
{
    const QString value = box->currentData().toString();
    return value.isEmpty() ? std::nullopt : std::optional(value == "yes"_L1);
}

void setValue(QComboBox *box, std::optional<bool> value)
{
    box->setCurrentIndex(!value ? 0 : *value ? 1 : 2);
}

QStringList words(const QString &text)
{
    static const QRegularExpression between(u"[\\s,;]+"_s);
    return text.split(between, Qt::SkipEmptyParts);
}

} // namespace

QList<std::pair<QString, QString>> publicKeysIn(const QString &directory)
{
    QList<std::pair<QString, QString>> keys;
    const QFileInfoList files = QDir(directory).entryInfoList({u"*.pub"_s}, QDir::Files, QDir::Name);
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        if (info.size() > 64 * 1024 || !file.open(QIODevice::ReadOnly))
            continue;
        const QString line = QString::fromUtf8(file.readLine(16 * 1024)).trimmed();
        if (line.startsWith("ssh-"_L1) || line.startsWith("ecdsa-"_L1) || line.startsWith("sk-"_L1))
            keys.append({info.fileName(), line});
    }
    return keys;
}

PlacementForm::PlacementForm(HostLookups &lookups, QWidget *parent)
    : LookupForm(lookups, parent), m_place(choiceInput(u"where"_s, {{QString(), tr("This backend's host")}}))
{
    m_where = new FormField(tr("Where"), m_place);
    m_where->setVisible(false);
    m_fields.insert(u"node"_s, m_where);
    m_placeCard = makePlace();
    m_network = new Expander(tr("Network"), makeNetwork());
    m_options = new Expander(tr("Options"), makeOptions());
    m_access = new Expander(tr("Access"), makeAccess());
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space(1.6));
    for (QWidget *part : std::initializer_list<QWidget *>{m_placeCard, m_network, m_options, m_access})
        rows->addWidget(part);
    watchInputs();
    connect(&m_lookups, &HostLookups::changed, this, &PlacementForm::showLookup);
    refresh();
}

QWidget *PlacementForm::makePlace()
{
    auto *card = new elements::Card;
    card->setObjectName(u"placement"_s);
    QVBoxLayout *rows = rowsIn(card);
    // Not as "source": the form has another "source" for hosts that are no nodes.
    m_source = addLookup(HostLookups::Templates, u"node:source"_s, tr("OS template"),
                         editableChoice(u"osTemplate"_s, tr("the template's own")),
                         tr("Choose one, or type a system like debian-12-standard."));
    rows->addWidget(m_source);
    m_download = new DownloadRow(m_lookups.downloads());
    rows->addWidget(m_download);
    connect(m_source, &LookupField::changed, this, &PlacementForm::showDownload);
    connect(&m_lookups.downloads(), &TemplateDownloads::arrived, this,
            [this](const QString &wanted, const QString &installed) {
                if (m_source->value() == wanted && !installed.isEmpty())
                    m_source->setValue(installed); // the very one that has come
            });
    const QString open = tr("the node's default");
    m_storage = addLookup(HostLookups::Storages, u"storage"_s, tr("Storage"),
                          editableChoice(u"on:storage"_s, open), {});
    m_bridge =
        addLookup(HostLookups::Bridges, u"bridge"_s, tr("Bridge"), editableChoice(u"on:bridge"_s, open), {});
    m_vmid = numberInput(u"vmid"_s, 0, 999'999'999, 0);
    m_vmid->setSpecialValueText(tr("next free"));
    auto *grid = inputGrid(18);
    grid->addWidget(m_storage);
    grid->addWidget(m_bridge);
    grid->addWidget(add(u"vmid"_s, tr("VMID"), m_vmid));
    rows->addLayout(grid);
    return card;
}

QWidget *PlacementForm::makeNetwork()
{
    auto *card = new elements::Card;
    card->setObjectName(u"network"_s);
    QVBoxLayout *rows = rowsIn(card);
    m_ipv4Kind = choiceInput(u"ipv4Kind"_s, {{u"dhcp"_s, tr("DHCP")}, {u"static"_s, tr("Static")}});
    m_ipv4 = lineInput(u"ipv4"_s, u"192.168.1.50/24"_s);
    m_gateway = lineInput(u"gateway"_s, u"192.168.1.1"_s);
    m_ipv6Kind = choiceInput(u"ipv6Kind"_s, {{QString(), tr("None")},
                                             {u"auto"_s, tr("SLAAC")},
                                             {u"dhcp"_s, tr("DHCPv6")},
                                             {u"static"_s, tr("Static")}});
    m_ipv6 = lineInput(u"ipv6"_s, u"2001:db8::50/64"_s);
    m_gateway6 = lineInput(u"gateway6"_s, u"2001:db8::1"_s);
    m_vlan = numberInput(u"vlan"_s, 0, 4094, 0);
    m_vlan->setSpecialValueText(tr("none"));
    m_nameservers = lineInput(u"nameservers"_s, tr("the node's own"));
    m_searchDomain = lineInput(u"searchDomain"_s, tr("the node's own"));
    auto *four = inputGrid(18);
    four->addWidget(add(u"ipv4Kind"_s, tr("IPv4"), m_ipv4Kind));
    four->addWidget(add(u"network.ipv4"_s, tr("Address and prefix"), m_ipv4));
    four->addWidget(add(u"network.gateway"_s, tr("Gateway"), m_gateway));
    auto *six = inputGrid(18);
    six->addWidget(add(u"ipv6Kind"_s, tr("IPv6"), m_ipv6Kind));
    six->addWidget(add(u"network.ipv6"_s, tr("IPv6 address and prefix"), m_ipv6));
    six->addWidget(add(u"network.gateway6"_s, tr("IPv6 gateway"), m_gateway6));
    auto *rest = inputGrid(18);
    rest->addWidget(add(u"network.vlan"_s, tr("VLAN"), m_vlan));
    rest->addWidget(add(u"network.nameservers"_s, tr("DNS servers"), m_nameservers, tr("Up to three.")));
    rest->addWidget(add(u"network.searchDomain"_s, tr("Search domain"), m_searchDomain));
    for (elements::ResponsiveGrid *grid : {four, six, rest})
        rows->addLayout(grid);
    return card;
}

QWidget *PlacementForm::makeOptions()
{
    auto *card = new elements::Card;
    card->setObjectName(u"options"_s);
    QVBoxLayout *rows = rowsIn(card);
    const QString unset = tr("As the template says");
    m_unprivileged = threeWay(u"unprivileged"_s, unset, tr("Unprivileged"), tr("Privileged"));
    m_nesting = threeWay(u"nesting"_s, unset, tr("Allowed"), tr("Not allowed"));
    m_keyctl = threeWay(u"keyctl"_s, unset, tr("Allowed"), tr("Not allowed"));
    m_fuse = threeWay(u"fuse"_s, unset, tr("Allowed"), tr("Not allowed"));
    m_startOnBoot = threeWay(u"startOnBoot"_s, tr("As the node does"), tr("Yes"), tr("No"));
    m_swap = numberInput(u"swapMb"_s, -1, 1'048'576, -1, tr(" MB"));
    m_swap->setSpecialValueText(tr("the node's default"));
    m_swap->setSingleStep(256);
    m_pool = lineInput(u"pool"_s, tr("none"));
    auto *grid = inputGrid(18);
    grid->addWidget(add(u"unprivileged"_s, tr("Privileges"), m_unprivileged));
    grid->addWidget(
        add(u"features.nesting"_s, tr("Nesting"), m_nesting, tr("Containers inside, as Docker needs.")));
    grid->addWidget(add(u"features.keyctl"_s, tr("keyctl"), m_keyctl, tr("Kernel keyrings inside.")));
    grid->addWidget(add(u"features.fuse"_s, tr("FUSE"), m_fuse, tr("File systems in user space.")));
    grid->addWidget(add(u"startOnBoot"_s, tr("Start on boot"), m_startOnBoot));
    grid->addWidget(add(u"swapMb"_s, tr("Swap"), m_swap));
    grid->addWidget(add(u"pool"_s, tr("Pool"), m_pool));
    rows->addLayout(grid);
    return card;
}

QWidget *PlacementForm::makeAccess()
{
    auto *card = new elements::Card;
    card->setObjectName(u"access"_s);
    QVBoxLayout *rows = rowsIn(card);
    m_password = new SecretEdit(u"rootPassword"_s);
    m_password->setPlaceholderText(tr("none"));
    m_keys = new QPlainTextEdit;
    m_keys->setObjectName(u"sshPublicKeys"_s);
    m_keys->setFont(theme::font(TextStyle::Mono));
    m_keys->setPlaceholderText(u"ssh-ed25519 AAAA… you@desk"_s);
    m_keys->setTabChangesFocus(true);
    m_keys->setFixedHeight(space(8));
    m_keys->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_tags = lineInput(u"tags"_s, tr("web, staging"));
    auto *choose = new QPushButton(tr("Add a Key of Mine…"));
    choose->setObjectName(u"chooseKeys"_s);
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &PlacementForm::chooseKeys);
    rows->addWidget(add(u"rootPassword"_s, tr("Root password"), m_password,
                        tr("At least 5 characters. It is stored nowhere in plain text.")));
    rows->addWidget(
        add(u"sshPublicKeys"_s, tr("SSH public keys"), m_keys, tr("One a line; they may sign in as root.")));
    rows->addWidget(choose, 0, Qt::AlignLeft);
    rows->addWidget(add(u"tags"_s, tr("Tags"), m_tags));
    return card;
}

void PlacementForm::watchInputs()
{
    const auto say = [this] { tellTyped(); };
    for (QLineEdit *edit : findChildren<QLineEdit *>()) {
        if (!qobject_cast<QAbstractSpinBox *>(edit->parentWidget()) &&
            !qobject_cast<QComboBox *>(edit->parentWidget()))
            connect(edit, &QLineEdit::textChanged, this, say);
    }
    for (QSpinBox *box : findChildren<QSpinBox *>())
        connect(box, &QSpinBox::valueChanged, this, say);
    connect(m_keys, &QPlainTextEdit::textChanged, this, say);
    for (QComboBox *box :
         {m_ipv4Kind, m_ipv6Kind, m_unprivileged, m_nesting, m_keyctl, m_fuse, m_startOnBoot}) {
        connect(box, &QComboBox::currentIndexChanged, this, [this, say] {
            refresh();
            say();
        });
    }
    connect(m_place, &QComboBox::currentIndexChanged, this, &PlacementForm::chooseNode);
}

void PlacementForm::chooseNode()
{
    m_lookups.setNode(node());
    refresh();
    emit nodeChanged(node());
    tellTyped();
}

void PlacementForm::chooseKeys()
{
    const QString directory = QDir::home().filePath(u".ssh"_s);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto keys = publicKeysIn(directory);
    for (const auto &[file, line] : keys) {
        menu->addAction(tr("%1 (%2)").arg(file, line.section(u' ', 0, 0)), this, [this, key = line] {
            if (!m_keys->toPlainText().split(u'\n').contains(key))
                m_keys->appendPlainText(key);
        });
    }
    if (keys.isEmpty())
        menu->addAction(tr("No public key lies in %1").arg(directory))->setEnabled(false);
    menu->popup(QCursor::pos());
}

void PlacementForm::setOwnHost(const QString &text) { m_place->setItemText(0, text); }

void PlacementForm::setNodes(const QList<NodeEntry> &nodes)
{
    const QString before = node();
    m_filling = true;
    {
        const QSignalBlocker blocker(m_place); // nobody chose anything
        while (m_place->count() > 1)
            m_place->removeItem(m_place->count() - 1);
        for (const NodeEntry &entry : nodes)
            m_place->addItem(tr("%1 · Proxmox VE at %2").arg(entry.node.name, entry.node.host),
                             entry.node.name);
        if (!before.isEmpty() && m_place->findData(before) < 0)
            m_place->addItem(before, before); // gone: the backend will say so
        m_place->setCurrentIndex(m_place->findData(before));
    }
    m_filling = false;
    m_where->setVisible(m_place->count() > 1);
}

QString PlacementForm::node() const { return m_place->currentData().toString(); }

void PlacementForm::refresh()
{
    const bool isNode = !node().isEmpty();
    m_placeCard->setVisible(isNode);
    m_network->setVisible(isNode);
    m_options->setVisible(isNode);
    const bool isStatic = m_ipv4Kind->currentData() == u"static"_s;
    m_fields.value(u"network.ipv4"_s)->setVisible(isStatic);
    m_fields.value(u"network.gateway"_s)->setVisible(isStatic);
    const bool isStatic6 = m_ipv6Kind->currentData() == u"static"_s;
    m_fields.value(u"network.ipv6"_s)->setVisible(isStatic6);
    m_fields.value(u"network.gateway6"_s)->setVisible(isStatic6);
}

void PlacementForm::showLookup(int kind)
{
    const auto which = static_cast<HostLookups::Kind>(kind);
    const HostLookups::State state = m_lookups.state(which);
    const auto put = [&](LookupField *field, const QList<LookupEntry> &entries) {
        field->setState(state, m_lookups.problem(which));
        if (state == HostLookups::State::Ready)
            field->setEntries(entries);
    };
    m_filling = true; // the choices are no typing
    QList<LookupEntry> entries;
    switch (which) {
    case HostLookups::Storages:
        for (const HostStorage &storage : m_lookups.storagesFor(u"rootdir"_s))
            entries.append({storage.name, storageText(storage)});
        put(m_storage, entries);
        break;
    case HostLookups::Bridges:
        for (const HostBridge &bridge : m_lookups.bridges())
            entries.append({bridge.name, bridgeText(bridge)});
        put(m_bridge, entries);
        break;
    case HostLookups::Templates:
        for (const OsTemplate &one : m_lookups.templates())
            entries.append({one.source, one.isInstalled ? tr("%1 (on %2)").arg(one.title, one.storage)
                                                        : tr("%1 (is downloaded first)").arg(one.title)});
        put(m_source, entries);
        showDownload();
        break;
    case HostLookups::NextId:
        m_vmid->setSpecialValueText(m_lookups.nextId() > 0 ? tr("next free (%1)").arg(m_lookups.nextId())
                                                           : tr("next free"));
        break;
    }
    m_filling = false;
}

void PlacementForm::showDownload()
{
    const QString source = m_source->value();
    const QList<OsTemplate> &all = m_lookups.templates();
    const bool isOffered = std::any_of(all.begin(), all.end(), [&source](const OsTemplate &one) {
        return one.source == source && !one.isInstalled;
    });
    m_download->setSource(source, isOffered);
}

void PlacementForm::fill(ContainerSpec &spec) const
{
    if (!m_password->text().isEmpty())
        spec.rootPassword = m_password->secret();
    const QStringList lines = m_keys->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (!line.trimmed().isEmpty())
            spec.sshPublicKeys.append(line.trimmed());
    }
    spec.tags = words(m_tags->text());
    if (node().isEmpty())
        return;
    spec.node = node();
    spec.source = m_source->value();
    spec.storage = m_storage->value();
    spec.bridge = m_bridge->value();
    spec.vmid = m_vmid->value();
    spec.pool = m_pool->text().trimmed();
    spec.unprivileged = valueOf(m_unprivileged);
    spec.features = {valueOf(m_nesting), valueOf(m_keyctl), valueOf(m_fuse)};
    spec.startOnBoot = valueOf(m_startOnBoot);
    if (m_swap->value() >= 0)
        spec.swapMb = m_swap->value();
    fillNetwork(spec.network);
}

void PlacementForm::fillNetwork(NetworkSpec &network) const
{
    if (m_ipv4Kind->currentData() == u"static"_s) {
        network.ipv4 = m_ipv4->text().trimmed();
        network.gateway = m_gateway->text().trimmed();
    }
    const QString six = m_ipv6Kind->currentData().toString();
    network.ipv6 = six;
    if (six == "static"_L1) {
        network.ipv6 = m_ipv6->text().trimmed();
        network.gateway6 = m_gateway6->text().trimmed();
    }
    network.vlan = m_vlan->value();
    network.nameservers = words(m_nameservers->text());
    network.searchDomain = m_searchDomain->text().trimmed();
}

void PlacementForm::showSpec(const ContainerSpec &spec)
{
    m_filling = true;
    if (m_place->findData(spec.node) < 0)
        m_place->addItem(spec.node, spec.node);
    m_place->setCurrentIndex(m_place->findData(spec.node));
    m_where->setVisible(m_place->count() > 1);
    m_password->setText(spec.rootPassword ? spec.rootPassword->revealText() : QString());
    m_keys->setPlainText(spec.sshPublicKeys.join(u'\n'));
    m_tags->setText(spec.tags.join(", "_L1));
    m_source->setValue(spec.node.isEmpty() ? QString() : spec.source);
    m_storage->setValue(spec.storage);
    m_bridge->setValue(spec.bridge);
    m_vmid->setValue(spec.vmid);
    m_pool->setText(spec.pool);
    setValue(m_unprivileged, spec.unprivileged);
    setValue(m_nesting, spec.features.nesting);
    setValue(m_keyctl, spec.features.keyctl);
    setValue(m_fuse, spec.features.fuse);
    setValue(m_startOnBoot, spec.startOnBoot);
    m_swap->setValue(spec.swapMb.value_or(-1));
    showNetwork(spec.network);
    m_filling = false;
    refresh();
}

void PlacementForm::showNetwork(const NetworkSpec &network)
{
    const bool isStatic = !network.ipv4.isEmpty() && network.ipv4 != "dhcp"_L1;
    m_ipv4Kind->setCurrentIndex(isStatic ? 1 : 0);
    m_ipv4->setText(isStatic ? network.ipv4 : QString());
    m_gateway->setText(network.gateway);
    const int six = m_ipv6Kind->findData(network.ipv6);
    m_ipv6Kind->setCurrentIndex(six < 0 ? m_ipv6Kind->count() - 1 : six);
    m_ipv6->setText(six < 0 ? network.ipv6 : QString());
    m_gateway6->setText(network.gateway6);
    m_vlan->setValue(network.vlan);
    m_nameservers->setText(network.nameservers.join(", "_L1));
    m_searchDomain->setText(network.searchDomain);
}

void PlacementForm::unfold(const QStringList &wrong)
{
    for (Expander *part : {m_network, m_options, m_access}) {
        for (const QString &name : wrong) {
            if (const FormField *field = m_fields.value(name); field && part->isAncestorOf(field))
                part->setExpanded(true);
        }
    }
}

} // namespace slipway::desktop
