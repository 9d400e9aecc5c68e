#include "app/desktop/pages/createpage.h"

#include "app/desktop/pages/expander.h"
#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/placementform.h"
#include "app/desktop/session.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

template<typename Box, typename Value>
Box *number(const QString &name, Value min, Value max, Value value, const QString &suffix)
{
    auto *box = new Box;
    box->setObjectName(name);
    box->setRange(min, max);
    box->setValue(value);
    box->setSuffix(suffix);
    return box;
}

} // namespace

QString nextHostname(const QString &hostname)
{
    static const QRegularExpression trailing(u"^(.*?)(\\d+)$"_s);
    const auto match = trailing.match(hostname);
    if (!match.hasMatch())
        return hostname.isEmpty() ? hostname : hostname + u"-2"_s;
    const QString digits = match.captured(2);
    return match.captured(1) + QString::number(digits.toLongLong() + 1).rightJustified(digits.size(), u'0');
}

CreatePage::CreatePage(CreateContainerController &controller, HostLookups &lookups, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_message(new elements::InlineMessage),
      m_carriedNote(new elements::InlineMessage), m_placement(new PlacementForm(lookups))
{
    setObjectName(u"createPage"_s);
    auto *column = new QWidget;
    column->setMaximumWidth(space(76));
    auto *rows = new QVBoxLayout(column);
    rows->setContentsMargins(space(2), space(2), space(2), space(2));
    rows->setSpacing(space(1.6));
    rows->addWidget(new Label(tr("New container"), TextStyle::Title));
    rows->addWidget(m_message);
    rows->addWidget(m_carriedNote);
    m_carriedNote->setObjectName(u"carried"_s);
    rows->addWidget(makeBasics());
    rows->addWidget(makeResources());
    rows->addWidget(m_placement);
    m_scriptExpander = new Expander(tr("Setup script"), makeScript());
    m_simulationExpander = new Expander(tr("Simulation"), makeSimulation());
    rows->addWidget(m_scriptExpander);
    rows->addWidget(m_simulationExpander);
    rows->addStretch(1); // with a factor: otherwise the cards, which can grow, take an equal share
    m_simulationExpander->setVisible(false);

    auto *center = new QWidget;
    auto *centering = new QHBoxLayout(center);
    centering->setContentsMargins(0, 0, 0, 0);
    centering->addStretch(1);
    centering->addWidget(column, 100);
    centering->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(center);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeBar());

    connect(&controller, &CreateContainerController::fieldErrorsChanged, this, &CreatePage::showErrors);
    connect(&controller, &CreateContainerController::templatesChanged, this, &CreatePage::showTemplates);
    connect(&controller, &CreateContainerController::refused, this, [this](const QString &message) {
        m_touched = true;
        m_message->showMessage(elements::InlineMessage::Kind::Error, message);
        showErrors(m_controller.fieldErrors());
        if (isVisible())
            focusFirst();
    });
    connect(m_message, &elements::InlineMessage::actionTriggered, this, &CreatePage::deletionRequested);
    connect(
        &controller, &CreateContainerController::fieldErrorsChanged, m_message,
        [this](const QList<FieldError> &errors) {
            if (errors.isEmpty())
                m_message->hide(); // what was refused is another request now, or what was in the way is gone
        });
    connect(&controller, &CreateContainerController::created, m_message, &QWidget::hide);
    connect(m_carriedNote, &elements::InlineMessage::actionTriggered, this, [this] {
        m_carried = {};
        showCarried({});
        push();
    });
    for (auto it = m_placement->fields().cbegin(); it != m_placement->fields().cend(); ++it)
        m_fields.insert(it.key(), it.value());
    watchInputs();
    showTemplates();
    push();
}

QWidget *CreatePage::makeBasics()
{
    auto *card = new elements::Card;
    auto *layout = new QVBoxLayout(card);
    layout->setSpacing(space(1.4));
    layout->setContentsMargins(margins(2, 1.8));
    m_hostname = lineInput(u"hostname"_s, tr("web-01"));
    m_hostname->setMaxLength(255);
    m_template = new QComboBox;
    m_template->setObjectName(u"template"_s);
    m_template->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_source = lineInput(u"source"_s, tr("the template's own"));
    auto *hostname = new FormField(tr("Hostname"), m_hostname,
                                   tr("Letters, digits and hyphens; how it is called on the network."));
    auto *choice = new FormField(tr("Template"), m_template);
    auto *source = new FormField(tr("Root file system"), m_source,
                                 tr("busybox, debootstrap:bookworm or rootfs:/path/to/rootfs.tar.zst"));
    m_fields.insert(u"hostname"_s, hostname);
    m_fields.insert(u"template"_s, choice);
    m_fields.insert(u"source"_s, source);
    layout->addWidget(hostname);
    layout->addWidget(m_placement->where());
    layout->addWidget(choice);
    layout->addWidget(source);
    return card;
}

QWidget *CreatePage::makeResources()
{
    auto *card = new elements::Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.8));
    auto *grid = new elements::ResponsiveGrid(space(14));
    grid->setSpacing(space(1.6));
    grid->setContentsMargins(0, 0, 0, 0);
    m_cores = number<QSpinBox>(u"cores"_s, 1, 128, 1, {});
    m_memory = number<QSpinBox>(u"memoryMb"_s, 16, 1048576, 512, tr(" MB"));
    m_memory->setSingleStep(256);
    m_disk = number<QSpinBox>(u"diskGb"_s, 1, 65536, 8, tr(" GB"));
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

QWidget *CreatePage::makeScript()
{
    auto *card = new elements::Card;
    card->setObjectName(u"script"_s);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.8));
    layout->setSpacing(space(1.4));
    m_scriptName = lineInput(u"scriptName"_s, tr("90-setup.sh"));
    m_script = new QPlainTextEdit;
    m_script->setObjectName(u"scriptText"_s);
    m_script->setFont(theme::font(TextStyle::Mono));
    m_script->setPlaceholderText(tr("apt-get install -y nginx"));
    m_script->setTabChangesFocus(true);
    m_script->setFixedHeight(space(18));
    auto *name = new FormField(tr("Name"), m_scriptName);
    auto *text = new FormField(tr("Script"), m_script,
                               tr("Bash; runs inside the container after the template's scripts."));
    m_fields.insert(u"scripts[0].name"_s, name);
    m_fields.insert(u"scripts[0].content"_s, text);
    layout->addWidget(name);
    layout->addWidget(text);
    return card;
}

QWidget *CreatePage::makeSimulation()
{
    auto *card = new elements::Card;
    card->setObjectName(u"simulation"_s);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(2, 1.8));
    auto *grid = new elements::ResponsiveGrid(space(14));
    grid->setSpacing(space(1.6));
    grid->setContentsMargins(0, 0, 0, 0);
    m_duration = number<QDoubleSpinBox>(u"durationSeconds"_s, 0.0, 3600.0, 10.0, tr(" s"));
    m_duration->setDecimals(0);
    m_lines = number<QSpinBox>(u"lines"_s, 0, 1'000'000, 300, {});
    m_failAt = lineInput(u"failAt"_s, tr("nowhere"));
    m_exitCode = number<QSpinBox>(u"failExitCode"_s, 1, 255, 1, {});
    auto *duration = new FormField(tr("Takes about"), m_duration);
    auto *lines = new FormField(tr("Log lines"), m_lines);
    auto *failAt = new FormField(tr("Fails at"), m_failAt, tr("A step (starting) or a script's name."));
    auto *code = new FormField(tr("Exit code"), m_exitCode);
    m_fields.insert(u"simulation.durationSeconds"_s, duration);
    m_fields.insert(u"simulation.lines"_s, lines);
    m_fields.insert(u"simulation.failAt"_s, failAt);
    m_fields.insert(u"simulation.failExitCode"_s, code);
    for (FormField *field : {duration, lines, failAt, code})
        grid->addWidget(field);
    layout->addLayout(grid);
    return card;
}

QWidget *CreatePage::makeBar()
{
    auto *bar = new BottomBar;
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(margins(2, 1));
    m_whyNot = new Label({}, TextStyle::Small, Role::Muted);
    m_whyNot->setWordWrap(true);
    m_whyNot->setObjectName(u"whyNot"_s);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"cancelCreate"_s);
    m_submit = new QPushButton(tr("Create"));
    m_submit->setObjectName(u"submit"_s);
    m_submit->setEnabled(false);
    m_submit->setIcon(theme::icon(Icon::Plus, Role::OnAccent));
    setButtonKind(m_submit, ButtonKind::Primary);
    layout->addWidget(m_whyNot, 1);
    layout->addWidget(cancel);
    layout->addWidget(m_submit);
    connect(cancel, &QPushButton::clicked, this, &CreatePage::cancelled);
    connect(m_submit, &QPushButton::clicked, &m_controller, &CreateContainerController::submit);
    connect(&m_controller, &CreateContainerController::canSubmitChanged, this,
            [this](bool can, const QString &whyNot) {
                m_submit->setEnabled(can);
                m_submit->setAccessibleDescription(whyNot);
                m_whyNot->setText(
                    m_touched || !m_hostname->text().isEmpty() ? whyNot : tr("Type a hostname to begin."));
            });
    m_whyNot->setText(tr("Type a hostname to begin."));
    return bar;
}

void CreatePage::watchInputs()
{
    connect(m_placement, &PlacementForm::changed, this, &CreatePage::push);
    connect(m_placement, &PlacementForm::nodeChanged, this, &CreatePage::showPlace);
    for (QLineEdit *edit : findChildren<QLineEdit *>()) {
        if (!m_placement->isAncestorOf(edit))
            connect(edit, &QLineEdit::textChanged, this, &CreatePage::push);
        connect(edit, &QLineEdit::returnPressed, &m_controller, &CreateContainerController::submit);
    }
    connect(m_hostname, &QLineEdit::textEdited, this, [this] { m_touched = true; });
    for (QSpinBox *box : {m_cores, m_memory, m_disk, m_lines, m_exitCode})
        connect(box, &QSpinBox::valueChanged, this, &CreatePage::push);
    connect(m_duration, &QDoubleSpinBox::valueChanged, this, &CreatePage::push);
    connect(m_script, &QPlainTextEdit::textChanged, this, &CreatePage::push);
    connect(m_template, &QComboBox::currentIndexChanged, this, &CreatePage::push);
    connect(m_template, &QComboBox::activated, this, &CreatePage::applyTemplate);
}

ContainerSpec CreatePage::spec() const
{
    ContainerSpec spec;
    spec.hostname = m_hostname->text();
    spec.templateName = m_template->currentData().toString();
    if (!m_simulated)
        spec.source = m_source->text().trimmed();
    spec.cores = m_cores->value();
    spec.memoryMb = m_memory->value();
    spec.diskGb = m_disk->value();
    spec.given = GivenFields::all(); // what the form shows is what is meant
    if (!m_script->toPlainText().trimmed().isEmpty()) {
        ScriptSpec script;
        script.name = m_scriptName->text().isEmpty() ? u"90-setup.sh"_s : m_scriptName->text();
        script.content = m_script->toPlainText().toUtf8() + '\n';
        spec.scripts.append(script);
    }
    m_placement->fill(spec);
    spec.packages = m_carried.packages;
    spec.npmPackages = m_carried.npmPackages;
    spec.pipPackages = m_carried.pipPackages;
    if (!spec.node.isEmpty()) {
        spec.templateStorage = m_carried.templateStorage;
        spec.description = m_carried.description;
        spec.network.firewall = m_carried.network.firewall;
    }
    spec.files = m_carried.files;
    spec.scripts = m_carried.scripts + spec.scripts;
    if (m_simulated && spec.node.isEmpty()) {
        SimulationSpec simulation;
        simulation.durationSeconds = m_duration->value();
        simulation.lines = m_lines->value();
        simulation.failAt = m_failAt->text().trimmed();
        simulation.failExitCode = m_exitCode->value();
        spec.simulation = simulation;
    }
    return spec;
}

void CreatePage::setSpec(const ContainerSpec &spec, const QString &remark)
{
    m_filling = true;
    m_hostname->setText(spec.hostname);
    selectTemplate(spec.templateName);
    setScripts(spec.scripts);
    const QList<ScriptSpec> scripts = m_carried.scripts;
    m_carried = spec; // what has a field is not read from it
    m_carried.scripts = scripts;
    m_placement->showSpec(spec);
    m_source->setText(spec.node.isEmpty() ? spec.source : QString());
    m_cores->setValue(spec.cores);
    m_memory->setValue(spec.memoryMb);
    m_disk->setValue(spec.diskGb);
    if (spec.simulation) {
        m_duration->setValue(spec.simulation->durationSeconds);
        m_lines->setValue(spec.simulation->lines);
        m_failAt->setText(spec.simulation->failAt);
        m_exitCode->setValue(spec.simulation->failExitCode);
    }
    m_filling = false;
    m_touched = true;
    m_message->hide();
    showCarried(remark);
    push();
}

void CreatePage::setScripts(QList<ScriptSpec> scripts)
{
    // The template's own come again from the template, as it is then: perhaps one was corrected meanwhile.
    if (const TemplateInfo *info = chosenTemplate())
        scripts.removeIf([info](const ScriptSpec &script) { return info->scripts.contains(script.name); });
    const ScriptSpec last = scripts.isEmpty() ? ScriptSpec() : scripts.takeLast();
    m_carried.scripts = scripts;
    m_scriptName->setText(last.name);
    QString text = QString::fromUtf8(last.content);
    if (text.endsWith(u'\n'))
        text.chop(1); // spec() adds it
    m_script->setPlainText(text);
    if (!text.isEmpty())
        m_scriptExpander->setExpanded(true);
}

void CreatePage::showCarried(const QString &remark)
{
    QStringList parts;
    const auto add = [&parts](qsizetype count, const QString &one, const QString &more) {
        if (count > 0)
            parts << (count == 1 ? one : more.arg(count));
    };
    add(m_carried.scripts.size(), tr("1 script"), tr("%1 scripts"));
    add(m_carried.packages.size() + m_carried.npmPackages.size() + m_carried.pipPackages.size(),
        tr("1 package"), tr("%1 packages"));
    add(m_carried.files.size(), tr("1 file"), tr("%1 files"));
    QStringList sentences;
    if (!parts.isEmpty())
        sentences << tr("Sent again as before, without a field here: %1.").arg(parts.join(u", "_s));
    if (!remark.isEmpty())
        sentences << remark;
    if (sentences.isEmpty()) {
        m_carriedNote->hide();
        return;
    }
    m_carriedNote->showMessage(remark.isEmpty() ? elements::InlineMessage::Kind::Info
                                                : elements::InlineMessage::Kind::Warning,
                               sentences.join(u' '), parts.isEmpty() ? QString() : tr("Leave Out"));
}

void CreatePage::push()
{
    if (!m_filling)
        m_controller.setSpec(spec());
    const bool wantsName = !m_hostname->text().isEmpty() || m_touched;
    m_whyNot->setText(m_controller.canSubmit() ? QString()
                      : wantsName              ? m_controller.whyNot()
                                               : tr("Type a hostname to begin."));
    if (const TemplateInfo *info = chosenTemplate())
        m_fields.value(u"template"_s)->setHint(info->description);
    else
        m_fields.value(u"template"_s)->setHint(tr("What the host makes without a template."));
}

void CreatePage::showErrors(const QList<FieldError> &errors)
{
    QHash<QString, QString> byField;
    for (const FieldError &error : errors) {
        // An entry of a list has no field of its own, but the list has.
        const qsizetype index = m_fields.contains(error.field) ? -1 : error.field.indexOf(u'[');
        const QString field = index < 0 ? error.field : error.field.left(index);
        if (!byField.contains(field))
            byField.insert(field, error.message);
    }
    const bool isNode = !m_placement->node().isEmpty();
    if (isNode && byField.contains(u"source"_s))
        byField.insert(u"node:source"_s, byField.take(u"source"_s));
    m_placement->unfold(byField.keys());
    for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it) {
        const bool quiet = it.key() == "hostname"_L1 && !m_touched;
        it.value()->setError(quiet ? QString() : byField.value(it.key()));
    }
}

const TemplateInfo *CreatePage::chosenTemplate() const
{
    const QString name = m_template->currentData().toString();
    for (const TemplateInfo &info : m_controller.templates()) {
        if (info.name == name)
            return &info;
    }
    return nullptr;
}

void CreatePage::showTemplates()
{
    const QString before = m_template->currentData().toString();
    m_filling = true;
    m_template->clear();
    m_template->addItem(tr("Default"), QString());
    for (const TemplateInfo &info : m_controller.templates())
        m_template->addItem(info.title, info.name);
    selectTemplate(before);
    m_filling = false;
    push();
}

void CreatePage::selectTemplate(const QString &name)
{
    if (m_template->findData(name) < 0)
        m_template->addItem(name, name); // gone, or newer than the list: the backend will say so
    m_template->setCurrentIndex(m_template->findData(name));
}

void CreatePage::applyTemplate()
{
    const TemplateInfo *info = chosenTemplate();
    if (!info)
        return;
    m_cores->setValue(info->cores);
    m_memory->setValue(info->memoryMb);
    m_disk->setValue(info->diskGb);
}

void CreatePage::setHost(const HostInfo &host)
{
    m_simulated = host.isSimulated;
    m_placement->setOwnHost(host.isSimulated      ? tr("Simulated host")
                            : host.name.isEmpty() ? tr("This backend's host")
                                                  : tr("This backend's host (%1)").arg(host.name));
    showPlace();
}

void CreatePage::setNodes(const QList<NodeEntry> &nodes) { m_placement->setNodes(nodes); }

void CreatePage::showPlace()
{
    const bool isOwn = m_placement->node().isEmpty();
    m_simulationExpander->setVisible(m_simulated && isOwn);
    m_fields.value(u"source"_s)->setVisible(!m_simulated && isOwn);
    push();
}

void CreatePage::offerDeletion(bool offered)
{
    if (offered)
        m_message->showMessage(elements::InlineMessage::Kind::Error,
                               tr("%1 Or delete the failed one of that name.").arg(m_message->text()),
                               tr("Delete It…"));
}

void CreatePage::focusFirst()
{
    m_hostname->setFocus();
    m_hostname->selectAll();
}

void CreatePage::prepareAnother()
{
    m_message->hide();
    m_hostname->setText(nextHostname(m_hostname->text()));
    m_failAt->clear();
    focusFirst();
}

} // namespace slipway::desktop
