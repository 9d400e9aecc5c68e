#include "app/desktop/pages/createconfigurestep.h"

#include "app/desktop/pages/expander.h"
#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/pages/placementform.h"
#include "app/desktop/session.h"

#include <QDoubleSpinBox>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

CreateConfigureStep::CreateConfigureStep(HostLookups &lookups, QWidget *parent)
    : QScrollArea(parent), m_placement(new PlacementForm(lookups))
{
    setObjectName(u"configureStep"_s);
    makePageScroll(*this);
    auto *column = new QWidget;
    column->setMaximumWidth(space(76));
    auto *rows = new QVBoxLayout(column);
    rows->setContentsMargins(space(2), space(1), scrollMargin(), space(2));
    rows->setSpacing(space(1.6));
    m_simulationExpander = new Expander(tr("Simulation"), makeSimulation());
    m_simulationExpander->setVisible(false);
    rows->addWidget(makeNames());
    rows->addWidget(makeSize());
    rows->addWidget(m_placement);
    rows->addWidget(makeFailure());
    rows->addWidget(m_simulationExpander);
    rows->addStretch(1); // with a factor: otherwise the cards, which can grow, take an equal share
    auto *center = new QWidget;
    auto *centering = new QHBoxLayout(center);
    centering->setContentsMargins(0, 0, 0, 0);
    centering->addStretch(1);
    centering->addWidget(column, 100);
    centering->addStretch(1);
    setWidget(center);
    m_offeredSize = {m_cores->value(), m_memory->value(), m_disk->value()};
    for (auto it = m_placement->fields().cbegin(); it != m_placement->fields().cend(); ++it)
        m_fields.insert(it.key(), it.value());
    watchInputs();
}

QWidget *CreateConfigureStep::makeNames()
{
    auto *card = new elements::Card;
    auto *layout = new QVBoxLayout(card);
    layout->setSpacing(space(1.4));
    layout->setContentsMargins(margins(2, 1.8));
    m_hostname = lineInput(u"hostname"_s, tr("web-01"));
    m_hostname->setMaxLength(255);
    m_source = lineInput(u"source"_s, tr("the template's own"));
    m_fields.insert(u"hostname"_s, new FormField(tr("Hostname"), m_hostname));
    m_fields.insert(u"source"_s,
                    new FormField(tr("Root file system"), m_source,
                                  tr("busybox, debootstrap:bookworm or rootfs:/path/to/rootfs.tar.zst")));
    layout->addWidget(m_fields.value(u"hostname"_s));
    layout->addWidget(m_placement->where());
    layout->addWidget(m_fields.value(u"source"_s));
    return card;
}

QWidget *CreateConfigureStep::makeSize()
{
    auto *card = new elements::Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.8));
    auto *grid = inputGrid(14);
    m_cores = numberInput(u"cores"_s, 1, 128, 1);
    m_memory = numberInput(u"memoryMb"_s, 16, 1048576, 512, tr(" MB"));
    m_memory->setSingleStep(256);
    m_disk = numberInput(u"diskGb"_s, 1, 65536, 8, tr(" GB"));
    const QList<std::pair<QString, QSpinBox *>> boxes{
        {tr("Cores"), m_cores}, {tr("Memory"), m_memory}, {tr("Disk"), m_disk}};
    for (const auto &[label, box] : boxes) {
        auto *field = new FormField(label, box);
        m_fields.insert(box->objectName(), field);
        grid->addWidget(field);
    }
    layout->addLayout(grid);
    return card;
}

QWidget *CreateConfigureStep::makeFailure()
{
    auto *card = new elements::Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.8));
    m_onFailure =
        choiceInput(u"onFailure"_s, {{onFailureName(OnFailure::Keep), tr("Keep the container to look at it")},
                                     {onFailureName(OnFailure::Rollback), tr("Remove the container")}});
    auto *field = new FormField(tr("If the creation fails"), m_onFailure);
    m_fields.insert(u"onFailure"_s, field);
    layout->addWidget(field);
    const auto explain = [this, field] {
        field->setHint(onFailure() == OnFailure::Rollback
                           ? tr("Nothing is left on the host; the log of the run stays. Trying again begins "
                                "from the start.")
                           : tr("It stays on the host as it is, and the run can go on with the step that "
                                "failed."));
    };
    explain();
    connect(m_onFailure, &QComboBox::currentIndexChanged, this, explain);
    return card;
}

OnFailure CreateConfigureStep::onFailure() const
{
    return onFailureFromName(m_onFailure->currentData().toString()).value_or(OnFailure::Keep);
}

QWidget *CreateConfigureStep::makeSimulation()
{
    auto *card = new elements::Card;
    card->setObjectName(u"simulation"_s);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.8));
    auto *grid = inputGrid(14);
    m_duration = new QDoubleSpinBox;
    m_duration->setObjectName(u"durationSeconds"_s);
    m_duration->setRange(0.0, 3600.0);
    m_duration->setValue(10.0);
    m_duration->setSuffix(tr(" s"));
    m_duration->setDecimals(0);
    m_lines = numberInput(u"lines"_s, 0, 1'000'000, 300);
    m_failAt = lineInput(u"failAt"_s, tr("nowhere"));
    m_exitCode = numberInput(u"failExitCode"_s, 1, 255, 1);
    const auto add = [&](const QString &name, FormField *field) {
        m_fields.insert(u"simulation."_s + name, field);
        grid->addWidget(field);
    };
    add(u"durationSeconds"_s, new FormField(tr("Takes about"), m_duration));
    add(u"lines"_s, new FormField(tr("Log lines"), m_lines));
    add(u"failAt"_s, new FormField(tr("Fails at"), m_failAt, tr("A step (starting) or a script's name.")));
    add(u"failExitCode"_s, new FormField(tr("Exit code"), m_exitCode));
    layout->addLayout(grid);
    return card;
}

void CreateConfigureStep::watchInputs()
{
    connect(m_placement, &PlacementForm::changed, this, &CreateConfigureStep::say);
    connect(m_placement, &PlacementForm::nodeChanged, this, &CreateConfigureStep::showPlace);
    for (QLineEdit *edit : {m_hostname, m_source, m_failAt})
        connect(edit, &QLineEdit::textChanged, this, &CreateConfigureStep::say);
    connect(m_hostname, &QLineEdit::textEdited, this, &CreateConfigureStep::hostnameTyped);
    for (QSpinBox *box : {m_cores, m_memory, m_disk, m_lines, m_exitCode})
        connect(box, &QSpinBox::valueChanged, this, &CreateConfigureStep::say);
    connect(m_duration, &QDoubleSpinBox::valueChanged, this, &CreateConfigureStep::say);
    connect(m_onFailure, &QComboBox::currentIndexChanged, this, &CreateConfigureStep::say);
}

void CreateConfigureStep::say()
{
    if (!m_filling)
        emit changed();
}

void CreateConfigureStep::fill(ContainerSpec &spec) const
{
    spec.hostname = m_hostname->text();
    if (!m_simulated)
        spec.source = m_source->text().trimmed();
    spec.cores = m_cores->value();
    spec.memoryMb = m_memory->value();
    spec.diskGb = m_disk->value();
    spec.given = GivenFields::all(); // what the form shows is what is meant
    m_placement->fill(spec);
    spec.onFailure = onFailure();
    if (isSimulated()) {
        SimulationSpec simulation;
        simulation.durationSeconds = m_duration->value();
        simulation.lines = m_lines->value();
        simulation.linesPerSecond = m_linesPerSecond;
        simulation.failAt = m_failAt->text().trimmed();
        simulation.failExitCode = m_exitCode->value();
        spec.simulation = simulation;
    }
}

void CreateConfigureStep::showSpec(const ContainerSpec &spec)
{
    m_filling = true;
    m_hostname->setText(spec.hostname);
    m_placement->showSpec(spec);
    m_source->setText(spec.node.isEmpty() ? spec.source : QString());
    m_cores->setValue(spec.cores);
    m_memory->setValue(spec.memoryMb);
    m_disk->setValue(spec.diskGb);
    m_onFailure->setCurrentIndex(m_onFailure->findData(QString(onFailureName(spec.onFailure))));
    const SimulationSpec simulation = spec.simulation.value_or(SimulationSpec());
    m_duration->setValue(simulation.durationSeconds);
    m_lines->setValue(simulation.lines);
    m_linesPerSecond = simulation.linesPerSecond;
    m_failAt->setText(simulation.failAt);
    m_exitCode->setValue(simulation.failExitCode);
    m_filling = false;
    showPlace();
}

void CreateConfigureStep::takeSize(int cores, int memoryMb, int diskGb)
{
    const std::array<int, 3> now = {m_cores->value(), m_memory->value(), m_disk->value()};
    const std::array<int, 3> wanted = {cores, memoryMb, diskGb};
    const std::array<QSpinBox *, 3> boxes = {m_cores, m_memory, m_disk};
    m_filling = true;
    for (size_t i = 0; i < boxes.size(); ++i) {
        if (now.at(i) == m_offeredSize.at(i)) // not typed
            boxes.at(i)->setValue(wanted.at(i));
    }
    m_filling = false;
    m_offeredSize = wanted;
    say();
}

void CreateConfigureStep::showRequests(const QList<ContainerSpec> &requests)
{
    const ContainerSpec &first = requests.first();
    const ContainerSpec &last = requests.last();
    const int count = int(requests.size());
    const auto range = [&](const QString &field, const QString &from, const QString &to,
                           const QString &alone) {
        m_fields.value(field)->setHint(count == 1 || from == to ? alone : tr("%1 … %2").arg(from, to));
    };
    m_fields.value(u"hostname"_s)
        ->setHint(
            count == 1
                ? tr("How it is called on the network. web-{1..5} makes five at once.")
                : tr("Creates %n containers: %1 … %2", nullptr, count).arg(first.hostname, last.hostname));
    range(u"network.ipv4"_s, first.network.ipv4, last.network.ipv4, {});
    range(u"network.ipv6"_s, first.network.ipv6, last.network.ipv6, {});
    range(u"vmid"_s, QString::number(first.vmid), QString::number(last.vmid), {});
}

void CreateConfigureStep::showErrors(const QList<FieldError> &errors, bool quietName)
{
    QHash<QString, QString> byField;
    for (const FieldError &error : errors) {
        // An entry of a list has no field of its own, but the list has.
        const qsizetype index = m_fields.contains(error.field) ? -1 : error.field.indexOf(u'[');
        const QString field = index < 0 ? error.field : error.field.left(index);
        if (!byField.contains(field))
            byField.insert(field, error.message);
    }
    if (isOnNode() && byField.contains(u"source"_s))
        byField.insert(u"node:source"_s, byField.take(u"source"_s));
    if (quietName)
        byField.remove(u"hostname"_s);
    m_placement->unfold(byField.keys());
    for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it)
        it.value()->setError(byField.value(it.key()));
}

void CreateConfigureStep::setHost(const HostInfo &host)
{
    m_simulated = host.isSimulated;
    m_placement->setOwnHost(host.isSimulated      ? tr("Simulated host")
                            : host.name.isEmpty() ? tr("This backend's host")
                                                  : tr("This backend's host (%1)").arg(host.name));
    showPlace();
}

void CreateConfigureStep::setNodes(const QList<NodeEntry> &nodes) { m_placement->setNodes(nodes); }

bool CreateConfigureStep::isOnNode() const { return !m_placement->node().isEmpty(); }

bool CreateConfigureStep::isSimulated() const { return m_simulated && !isOnNode(); }

void CreateConfigureStep::showPlace()
{
    m_simulationExpander->setVisible(isSimulated());
    m_fields.value(u"source"_s)->setVisible(!m_simulated && !isOnNode());
    say();
}

void CreateConfigureStep::prepareAnother(const QString &hostname)
{
    m_hostname->setText(hostname);
    m_failAt->clear();
}

QString CreateConfigureStep::hostname() const { return m_hostname->text(); }

void CreateConfigureStep::focusFirst()
{
    m_hostname->setFocus();
    m_hostname->selectAll();
}

} // namespace slipway::desktop
