#include "app/desktop/pages/createpage.h"

#include "app/desktop/pages/createconfigurestep.h"
#include "app/desktop/pages/createpackagesstep.h"
#include "app/desktop/pages/createreviewstep.h"
#include "app/desktop/pages/createscriptsstep.h"
#include "app/desktop/pages/createtemplatestep.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/templatescontroller.h"
#include "app/domain/hostnamepattern.h"
#include "widgets/elements/card.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/stepheader.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QMouseEvent>
#include <QPushButton>
#include <QRegularExpression>
#include <QShortcut>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using elements::InlineMessage;
using elements::StepHeader;

namespace {

QStringList stepNames()
{
    QStringList names;
    for (const CreateStep step : kCreateSteps)
        names.append(createStepName(step));
    return names;
}

/// Takes no press that began as the second of a double click: it was meant for Next, which stood here.
class CreateButton : public QPushButton
{
public:
    using QPushButton::QPushButton;

protected:
    void mouseDoubleClickEvent(QMouseEvent *event) override { event->accept(); }
};

} // namespace

QString nextHostname(const QString &hostname)
{
    static const QRegularExpression trailing(u"^(.*?)(\\d+)$"_s);
    const auto match = trailing.match(hostname);
    if (isHostnamePattern(hostname))
        return hostname;
    if (!match.hasMatch())
        return hostname.isEmpty() ? hostname : hostname + u"-2"_s;
    const QString digits = match.captured(2);
    return match.captured(1) + QString::number(digits.toLongLong() + 1).rightJustified(digits.size(), u'0');
}

CreatePage::CreatePage(const Parts &parts, QWidget *parent)
    : QWidget(parent), m_controller(parts.controller), m_templates(parts.templates), m_drafts(parts.drafts),
      m_presets(parts.presets), m_header(new StepHeader(stepNames())), m_message(new InlineMessage),
      m_carriedNote(new InlineMessage), m_undoNote(new InlineMessage), m_stack(new QStackedWidget),
      m_template(new CreateTemplateStep(parts.templates, parts.presets)),
      m_configure(new CreateConfigureStep(parts.lookups)), m_packages(new CreatePackagesStep),
      m_scripts(new CreateScriptsStep), m_review(new CreateReviewStep(parts.controller))
{
    setObjectName(u"createPage"_s);
    m_carriedNote->setObjectName(u"carried"_s);
    m_message->setObjectName(u"createMessage"_s);
    m_undoNote->setObjectName(u"replaced"_s);
    for (QWidget *step :
         std::initializer_list<QWidget *>{m_template, m_configure, m_packages, m_scripts, m_review})
        m_stack->addWidget(step); // in the order of CreateStep
    auto *head = new QVBoxLayout;
    head->setContentsMargins(space(2), space(0.4), space(2), space(0.4));
    head->setSpacing(space(0.8));
    head->addWidget(m_header);
    for (QWidget *note : std::initializer_list<QWidget *>{m_message, m_carriedNote, m_undoNote, makeOffer()})
        head->addWidget(note);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_stack, 1);
    layout->addWidget(makeBar());
    connectController();
    connectSteps();
    makeShortcuts();
    m_pristine = draft();
    push();
    m_header->setCurrent(0);
    showState();
}

QWidget *CreatePage::makeOffer()
{
    m_offer = new elements::Card;
    m_offer->setObjectName(u"draftOffer"_s);
    m_offer->setEdge(Role::Accent);
    auto *row = new QHBoxLayout(m_offer);
    row->setContentsMargins(margins(1.2, 0.6));
    m_offerText = new Label;
    m_offerText->setWordWrap(true);
    auto *discard = new QPushButton(tr("Discard"));
    discard->setObjectName(u"discardDraft"_s);
    auto *resume = new QPushButton(tr("Continue"));
    resume->setObjectName(u"continueDraft"_s);
    row->addWidget(m_offerText, 1);
    row->addWidget(discard);
    row->addWidget(resume);
    m_offer->hide();
    connect(discard, &QPushButton::clicked, &m_drafts, &DraftStore::removeEarlier);
    connect(resume, &QPushButton::clicked, this, &CreatePage::continueEarlier);
    connect(&m_drafts, &DraftStore::earlierChanged, this, &CreatePage::showOffer);
    return m_offer;
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
    m_back = new QPushButton(tr("Back"));
    m_back->setObjectName(u"previousStep"_s);
    m_next = new QPushButton(tr("Next"));
    m_next->setObjectName(u"nextStep"_s);
    setButtonKind(m_next, ButtonKind::Primary);
    m_submit = new CreateButton(tr("Create"));
    m_submit->setObjectName(u"submit"_s);
    m_submit->setIcon(theme::icon(Icon::Plus, Role::OnAccent));
    setButtonKind(m_submit, ButtonKind::Primary);
    layout->addWidget(m_whyNot, 1);
    for (QPushButton *button : {cancel, m_back, m_next, m_submit})
        layout->addWidget(button);
    connect(cancel, &QPushButton::clicked, this, &CreatePage::cancelled);
    connect(m_back, &QPushButton::clicked, this, &CreatePage::back);
    connect(m_next, &QPushButton::clicked, this, &CreatePage::next);
    connect(m_submit, &QPushButton::clicked, this, &CreatePage::submit);
    return bar;
}

void CreatePage::connectController()
{
    using Controller = CreateContainerController;
    connect(&m_controller, &Controller::fieldErrorsChanged, this, [this](const QList<FieldError> &errors) {
        if (errors.isEmpty())
            m_message->hide(); // what was refused is another request now, or what was in the way is gone
        showErrors();
    });
    connect(&m_controller, &Controller::canSubmitChanged, this, &CreatePage::showState);
    connect(&m_controller, &Controller::outcomesChanged, this, [this] {
        if (step() == CreateStep::Review && isVisible())
            m_review->refresh(m_configure->isSimulated());
    });
    connect(&m_controller, &Controller::submittingChanged, this, [this](bool submitting) {
        m_stack->setEnabled(!submitting); // what is being sent stays what is shown
        m_header->setEnabled(!submitting);
        showState();
    });
    connect(&m_controller, &Controller::refused, this, &CreatePage::showRefusal);
    connect(&m_controller, &Controller::finished, this, [this] {
        m_message->hide();
        m_isSpent = true;
        m_drafts.removeDraft();
    });
    connect(m_message, &InlineMessage::actionTriggered, this, &CreatePage::deletionRequested);
    connect(m_carriedNote, &InlineMessage::actionTriggered, this, [this] {
        m_carried = {};
        showCarried({});
        push();
    });
    connect(m_undoNote, &InlineMessage::actionTriggered, this, [this] {
        const std::optional<CreateDraft> before = m_undo;
        m_undoNote->hide();
        if (before)
            setDraft(*before);
    });
    const auto tell = [this](const QString &text) {
        m_message->showMessage(InlineMessage::Kind::Warning, text);
    };
    connect(&m_drafts, &DraftStore::failed, this, tell);
    connect(&m_presets, &PresetStore::failed, this, tell);
    connect(m_scripts, &CreateScriptsStep::unreadable, this, tell);
}

void CreatePage::connectSteps()
{
    connect(m_header, &StepHeader::chosen, this,
            [this](int step) { goTo(kCreateSteps.at(static_cast<size_t>(step))); });
    connect(m_template, &CreateTemplateStep::chosenChanged, this, [this](const QString &name) {
        const TemplateEntry *entry = m_templates.find(name);
        const ContainerSpec defaults;
        if (entry)
            m_configure->takeSize(entry->entry.cores, entry->entry.memoryMb, entry->entry.diskGb);
        else
            m_configure->takeSize(defaults.cores, defaults.memoryMb, defaults.diskGb);
        push();
    });
    connect(m_template, &CreateTemplateStep::entryChanged, this, &CreatePage::showEntry);
    connect(m_template, &CreateTemplateStep::accepted, this, &CreatePage::next);
    connect(m_template, &CreateTemplateStep::presetChosen, this, &CreatePage::applyPreset);
    connect(m_template, &CreateTemplateStep::presetSaveRequested, this, &CreatePage::savePreset);
    connect(m_template, &CreateTemplateStep::presetsManageRequested, this, &CreatePage::managePresets);
    connect(&m_templates, &TemplatesController::bucketsChanged, this, &CreatePage::showEntry);
    connect(m_configure, &CreateConfigureStep::changed, this, &CreatePage::push);
    connect(m_configure, &CreateConfigureStep::hostnameTyped, this, [this] {
        m_touched = true;
        showErrors();
    });
    connect(m_packages, &CreatePackagesStep::changed, this, &CreatePage::push);
    connect(m_scripts, &CreateScriptsStep::changed, this, &CreatePage::push);
    connect(m_review, &CreateReviewStep::editRequested, this, &CreatePage::goTo);
    connect(m_review, &CreateReviewStep::presetSaveRequested, this, &CreatePage::savePreset);
    for (QLineEdit *edit : m_configure->findChildren<QLineEdit *>())
        connect(edit, &QLineEdit::returnPressed, this, &CreatePage::next);
}

void CreatePage::makeShortcuts()
{
    const auto add = [this](const QKeySequence &keys, void (CreatePage::*slot)()) {
        auto *shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    add(Qt::CTRL | Qt::Key_Return, &CreatePage::submit);
    add(Qt::CTRL | Qt::Key_Enter, &CreatePage::submit);
    add(Qt::ALT | Qt::Key_Right, &CreatePage::next);
    m_next->setToolTip(tr("Alt+Right"));
    m_back->setToolTip(tr("Alt+Left"));
    m_submit->setToolTip(tr("Ctrl+Return, from any step"));
}

CreateStep CreatePage::step() const
{
    return kCreateSteps.at(static_cast<size_t>(qMax(0, m_stack->currentIndex())));
}

void CreatePage::goTo(CreateStep to)
{
    if (m_controller.isSubmitting())
        return;
    const auto focus = [this, to] {
        switch (to) {
        case CreateStep::Template:
            return m_template->focusFirst();
        case CreateStep::Configure:
            return m_configure->focusFirst();
        case CreateStep::Packages:
            return m_packages->focusFirst();
        case CreateStep::Scripts:
            return m_scripts->focusFirst();
        case CreateStep::Review:
            break;
        }
        if (m_submit->isEnabled())
            m_submit->setFocus(Qt::OtherFocusReason);
        else
            m_review->focusFirst();
    };
    for (const CreateStep one : kCreateSteps) {
        if (one < to || (one == step() && to != step()))
            m_seen.insert(one);
    }
    m_stack->setCurrentIndex(static_cast<int>(to));
    showErrors();
    if (to == CreateStep::Review)
        m_review->refresh(m_configure->isSimulated());
    m_header->setCurrent(static_cast<int>(to));
    showOffer();
    showState();
    if (isVisible())
        focus();
}

void CreatePage::next()
{
    if (step() != CreateStep::Review)
        goTo(kCreateSteps.at(static_cast<size_t>(step()) + 1));
}

void CreatePage::back()
{
    if (step() != CreateStep::Template)
        goTo(kCreateSteps.at(static_cast<size_t>(step()) - 1));
}

void CreatePage::submit()
{
    if (m_controller.isSubmitting())
        return;
    if (m_controller.canSubmit()) {
        m_message->hide();
        m_controller.submit();
        return;
    }
    m_touched = true;
    m_seen = QSet<CreateStep>(kCreateSteps.begin(), kCreateSteps.end());
    const QList<FieldError> &errors = m_controller.fieldErrors();
    if (errors.isEmpty()) // the connection
        m_message->showMessage(InlineMessage::Kind::Warning, m_controller.whyNot());
    else
        goTo(createStepOf(errors.first().field));
    showErrors();
}

ContainerSpec CreatePage::spec() const
{
    ContainerSpec spec;
    spec.templateName = m_template->chosen();
    m_configure->fill(spec);
    m_packages->fill(spec);
    m_scripts->fill(spec);
    if (!spec.node.isEmpty()) {
        spec.templateStorage = m_carried.templateStorage;
        spec.description = m_carried.description;
        spec.network.firewall = m_carried.network.firewall;
    }
    spec.files = m_carried.files;
    return spec;
}

CreateDraft CreatePage::draft() const
{
    CreateDraft draft{spec(), m_scripts->scripts(), step(), {}};
    draft.spec.scripts.clear();
    return draft;
}

QList<TemplateScript> CreatePage::ownScripts(const QList<ScriptSpec> &scripts) const
{
    // The template's own come again from the template, as it is then: perhaps one was corrected meanwhile.
    const TemplateEntry *entry = m_templates.find(m_template->chosen());
    QList<TemplateScript> own;
    for (const ScriptSpec &script : scripts) {
        if (!entry || !entry->scripts.contains(script.name))
            own.append({script.name, script.content, script.timeoutSeconds, true});
    }
    return own;
}

void CreatePage::setSpec(const ContainerSpec &spec, const QString &remark)
{
    m_template->choose(spec.templateName);
    CreateDraft draft{spec, ownScripts(spec.scripts), CreateStep::Configure, {}};
    setDraft(draft);
    showCarried(remark);
}

void CreatePage::setDraft(const CreateDraft &draft)
{
    m_filling = true;
    m_controller.beginAnew();
    m_isSpent = false;
    m_template->choose(draft.spec.templateName);
    m_carried = draft.spec; // what has a field is not read from it
    m_configure->showSpec(draft.spec);
    const TemplateEntry *entry = m_templates.find(draft.spec.templateName);
    const Template size = entry ? entry->entry : Template();
    m_configure->noteSize(size.cores, size.memoryMb, size.diskGb);
    m_packages->showSpec(draft.spec);
    m_scripts->setScripts(draft.scripts);
    m_filling = false;
    m_touched = true;
    m_message->hide();
    showCarried({});
    push();
    goTo(draft.step);
}

void CreatePage::startAnew()
{
    setDraft({});
    m_touched = false;
    m_undo.reset();
    m_undoNote->hide();
    m_seen.clear();
    m_pristine = draft();
    m_drafts.removeDraft();
    showErrors();
    showState();
}

void CreatePage::arrive()
{
    if (m_isSpent)
        startAnew();
    else
        goTo(step());
}

void CreatePage::chooseTemplate(const QString &name)
{
    if (m_isSpent)
        startAnew();
    m_template->choose(name);
    if (const TemplateEntry *entry = m_templates.find(name))
        m_configure->takeSize(entry->entry.cores, entry->entry.memoryMb, entry->entry.diskGb);
    push();
    goTo(CreateStep::Configure);
}

void CreatePage::prepareAnother()
{
    m_controller.beginAnew();
    m_isSpent = false;
    m_message->hide();
    m_configure->prepareAnother(nextHostname(m_configure->hostname()));
    push();
    goTo(CreateStep::Configure);
}

void CreatePage::push()
{
    if (m_filling)
        return;
    m_controller.setSpec(spec());
    m_configure->showRequests(m_controller.requests());
    keepDraft();
    showErrors();
}

void CreatePage::keepDraft()
{
    if (m_isSpent)
        return;
    CreateDraft now = draft();
    now.step = m_pristine.step;
    if (now == m_pristine) {
        m_drafts.removeDraft();
        return;
    }
    now.step = step();
    m_drafts.setDraft(now);
}

void CreatePage::setHost(const HostInfo &host)
{
    const bool isPristine = draft() == m_pristine;
    m_configure->setHost(host);
    if (isPristine)
        m_pristine = draft(); // nobody typed what is different now
    push();
}

void CreatePage::setNodes(const QList<NodeEntry> &nodes) { m_configure->setNodes(nodes); }

} // namespace slipway::desktop
