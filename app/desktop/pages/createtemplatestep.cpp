#include "app/desktop/pages/createtemplatestep.h"

#include "app/desktop/pages/tagbar.h"
#include "app/desktop/pages/templatedelegate.h"
#include "app/desktop/pages/templateview.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/label.h"

#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using elements::InlineMessage;

namespace {

QString factsOf(const TemplateEntry &one)
{
    const QLocale locale;
    QStringList parts = {CreateTemplateStep::tr("%1 × CPU").arg(one.entry.cores),
                         locale.formattedDataSize(qint64(one.entry.memoryMb) * 1024 * 1024, 0,
                                                  QLocale::DataSizeTraditionalFormat),
                         CreateTemplateStep::tr("%1 GB disk").arg(one.entry.diskGb)};
    if (!one.scripts.isEmpty())
        parts.append(CreateTemplateStep::tr("scripts: %1").arg(one.scripts.size()));
    return parts.join(u" · "_s);
}

} // namespace

CreateTemplateStep::CreateTemplateStep(TemplatesController &templates, PresetStore &presets, QWidget *parent)
    : QWidget(parent), m_templates(templates), m_presets(presets), m_filter(new QLineEdit),
      m_presetButton(new QPushButton(tr("Presets"))), m_tagBar(new TagBar(u"createTag-"_s)),
      m_list(new QListWidget), m_nothing(new Label({}, TextStyle::Body, Role::Muted)),
      m_bones(new elements::Skeleton({60, 45, 70, 55, 62, 40})), m_problem(new InlineMessage),
      m_error(new InlineMessage), m_view(new TemplateView(nullptr, TemplateView::Actions::None))
{
    setObjectName(u"templateStep"_s);
    auto *columns = new QHBoxLayout(this);
    columns->setContentsMargins(space(2), space(0.8), space(2), space(1.2));
    columns->setSpacing(space(1.6));
    columns->addWidget(makeList(), 6);
    columns->addWidget(makeSide(), 5);
    connectController();
    refresh();
    refreshPresets();
}

QWidget *CreateTemplateStep::makeList()
{
    auto *box = new QWidget;
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space(0.8));
    m_filter->setObjectName(u"createTemplateFilter"_s);
    m_filter->setPlaceholderText(tr("Search templates"));
    m_filter->setAccessibleName(tr("Search templates"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(theme::icon(Icon::Search, Role::Muted), QLineEdit::LeadingPosition);
    m_presetButton->setObjectName(u"presets"_s);
    m_presetButton->setIcon(theme::icon(Icon::Save));
    m_presetButton->setMenu(new QMenu(m_presetButton));
    auto *head = new QHBoxLayout;
    head->setSpacing(space(0.8));
    head->addWidget(m_filter, 1);
    head->addWidget(m_presetButton);
    m_list->setObjectName(u"createTemplates"_s);
    m_list->setAccessibleName(tr("Templates"));
    m_list->setItemDelegate(new TemplateDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    m_bones->setAccessibleName(tr("The templates are being loaded"));
    m_nothing->setWordWrap(true);
    m_problem->setObjectName(u"createTemplatesProblem"_s);
    m_error->setObjectName(u"template:note"_s);
    rows->addLayout(head);
    rows->addWidget(m_tagBar);
    rows->addWidget(m_problem);
    rows->addWidget(m_error);
    rows->addWidget(m_list, 1);
    rows->addWidget(m_bones);
    rows->addWidget(m_nothing);
    connect(m_filter, &QLineEdit::textChanged, this, &CreateTemplateStep::refreshList);
    connect(m_tagBar, &TagBar::changed, this, &CreateTemplateStep::refreshList);
    connect(m_filter, &QLineEdit::returnPressed, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_problem, &InlineMessage::actionTriggered, &m_templates, &TemplatesController::load);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (m_filling || !item)
            return;
        m_chosen = item->data(TemplateDelegate::Name).toString();
        showChosen();
        emit chosenChanged(m_chosen);
    });
    connect(m_list, &QListWidget::itemActivated, this, &CreateTemplateStep::accepted);
    return box;
}

QWidget *CreateTemplateStep::makeSide()
{
    auto *side = new QWidget;
    auto *none = new elements::Card;
    m_none = none;
    auto *inside = new QVBoxLayout(none);
    inside->addWidget(new elements::EmptyState(
        Icon::Container, tr("No template"),
        tr("An empty container with the host's default system. Packages and scripts can be added in the next "
           "steps."),
        {}));
    auto *rows = new QVBoxLayout(side);
    rows->setContentsMargins(0, 0, 0, 0);
    m_view->setObjectName(u"templateSummary"_s);
    rows->addWidget(m_none, 1);
    rows->addWidget(m_view, 1);
    return side;
}

void CreateTemplateStep::connectController()
{
    connect(&m_templates, &TemplatesController::changed, this, &CreateTemplateStep::refresh);
    connect(&m_templates, &TemplatesController::fetched, this, [this](const TemplateEntry &entry) {
        if (entry.entry.name != m_chosen)
            return;
        m_entry = entry;
        m_view->showEntry(entry);
        emit entryChanged();
    });
    connect(&m_templates, &TemplatesController::fetchFailed, this,
            [this](const QString &name, const QString &message) {
                if (name == m_chosen)
                    m_view->showProblem(message);
            });
    connect(&m_presets, &PresetStore::changed, this, &CreateTemplateStep::refreshPresets);
}

void CreateTemplateStep::choose(const QString &name)
{
    if (name == m_chosen)
        return;
    m_chosen = name;
    refreshList();
}

bool CreateTemplateStep::isShown(const TemplateEntry &one) const
{
    const QString text = m_filter->text().trimmed();
    const Template &entry = one.entry;
    const QString all =
        entry.name + u'\n' + entry.title + u'\n' + entry.description + u'\n' + entry.tags.join(u'\n');
    return m_tagBar->matches(entry.tags) && (text.isEmpty() || all.contains(text, Qt::CaseInsensitive));
}

void CreateTemplateStep::refresh()
{
    m_tagBar->setTags(m_templates.tags());
    refreshList();
    refreshState();
}

void CreateTemplateStep::refreshState()
{
    using State = TemplatesController::State;
    const State state = m_templates.state();
    m_bones->setVisible(state == State::Loading && m_templates.templates().isEmpty());
    if (!m_templates.problem().isEmpty() && state == State::Failed)
        m_problem->showMessage(InlineMessage::Kind::Warning, m_templates.problem(), tr("Retry"));
    else
        m_problem->hide();
    if (state == State::Loaded && m_templates.templates().isEmpty())
        m_nothing->setText(tr("This backend has no templates yet. They are made on the page Templates."));
    else if (!m_templates.templates().isEmpty() && m_list->count() <= 1)
        m_nothing->setText(tr("No template matches. Change the search or the tags."));
    else
        m_nothing->clear();
    m_nothing->setVisible(!m_nothing->text().isEmpty());
}

void CreateTemplateStep::refreshList()
{
    m_filling = true;
    m_list->clear();
    QListWidgetItem *current = nullptr;
    const auto add = [&](const QString &name, const QString &title, const QString &description,
                         const QString &facts, const QStringList &tags) {
        auto *item = new QListWidgetItem(title, m_list);
        item->setData(TemplateDelegate::Name, name);
        item->setData(TemplateDelegate::Description, description);
        item->setData(TemplateDelegate::Facts, facts);
        item->setData(TemplateDelegate::Tags, tags);
        item->setData(TemplateDelegate::IsNone, name.isEmpty());
        item->setData(Qt::AccessibleTextRole, QStringList{title, description, facts}.join(u", "_s));
        if (name == m_chosen)
            current = item;
    };
    add({}, tr("No template"), tr("What the host makes by itself"), tr("All choices are yours"), {});
    bool isListed = m_chosen.isEmpty();
    for (const TemplateEntry &one : m_templates.templates()) {
        isListed = isListed || one.entry.name == m_chosen;
        if (isShown(one) || one.entry.name == m_chosen)
            add(one.entry.name, one.entry.title, one.entry.description, factsOf(one), one.entry.tags);
    }
    if (!isListed) // gone, or newer than the list: the backend will say so
        add(m_chosen, m_chosen, tr("Not in the list of this backend"), {}, {});
    m_list->setCurrentItem(current);
    if (current)
        m_list->scrollToItem(current);
    m_filling = false;
    showChosen();
    refreshState();
}

void CreateTemplateStep::showChosen()
{
    const TemplateEntry *head = m_templates.find(m_chosen);
    m_none->setVisible(m_chosen.isEmpty());
    m_view->setVisible(!m_chosen.isEmpty());
    if (m_entry && (!head || m_entry->entry.name != m_chosen || m_entry->revision != head->revision)) {
        m_entry.reset();
        emit entryChanged();
    }
    if (!head)
        return;
    m_view->showHead(*head);
    if (!m_entry)
        m_templates.fetch(m_chosen);
}

void CreateTemplateStep::refreshPresets()
{
    QMenu *menu = m_presetButton->menu();
    menu->clear();
    for (const CreatePreset &preset : m_presets.presets()) {
        QAction *action = menu->addAction(theme::icon(Icon::Save, Role::Muted), preset.name);
        action->setObjectName(u"preset:"_s + preset.name);
        connect(action, &QAction::triggered, this, [this, name = preset.name] { emit presetChosen(name); });
    }
    if (m_presets.presets().isEmpty())
        menu->addAction(tr("No presets yet"))->setEnabled(false);
    menu->addSeparator();
    QAction *save =
        menu->addAction(tr("Save the Current Choices…"), this, &CreateTemplateStep::presetSaveRequested);
    save->setObjectName(u"savePreset"_s);
    QAction *manage =
        menu->addAction(tr("Rename or Delete…"), this, &CreateTemplateStep::presetsManageRequested);
    manage->setObjectName(u"managePresets"_s);
    manage->setEnabled(!m_presets.presets().isEmpty());
}

void CreateTemplateStep::showErrors(const QList<FieldError> &errors)
{
    if (errors.isEmpty())
        m_error->hide();
    else if (m_error->isHidden() || m_error->text() != errors.first().message)
        m_error->showMessage(InlineMessage::Kind::Error, errors.first().message);
}

void CreateTemplateStep::focusFirst() { m_list->setFocus(Qt::OtherFocusReason); }

} // namespace slipway::desktop
