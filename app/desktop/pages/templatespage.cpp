#include "app/desktop/pages/templatespage.h"

#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/pages/tagbar.h"
#include "app/desktop/pages/templateview.h"
#include "app/desktop/pages/twolinedelegate.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using elements::InlineMessage;

namespace {

constexpr int kNameRole = Qt::UserRole;

QString summaryOf(const TemplateEntry &entry)
{
    QStringList parts = {entry.entry.name};
    if (entry.own)
        parts.append(entry.shipped ? TemplatesPage::tr("changed") : TemplatesPage::tr("own"));
    if (!entry.scripts.isEmpty())
        parts.append(TemplatesPage::tr("scripts: %1").arg(entry.scripts.size()));
    if (entry.packages > 0)
        parts.append(TemplatesPage::tr("packages: %1").arg(entry.packages));
    return parts.join(u" · "_s);
}

} // namespace

TemplatesPage::TemplatesPage(TemplatesController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_filter(new QLineEdit), m_tagBar(new TagBar(u"tag-"_s)),
      m_list(new QListWidget), m_import(new QPushButton(tr("Import Folder…"))),
      m_new(new QPushButton(tr("New Template"))), m_message(new InlineMessage), m_stack(new QStackedWidget),
      m_empty(new elements::EmptyState(Icon::Files, {}, {}, {})),
      m_columns(new QBoxLayout(QBoxLayout::LeftToRight)), m_view(new TemplateView)
{
    setObjectName(u"templatesPage"_s);
    m_message->setObjectName(u"templatesMessage"_s);
    m_message->hide();
    auto *bones = new elements::Card;
    auto *inside = new QVBoxLayout(bones);
    inside->setContentsMargins(margins(1.8, 1.4));
    auto *lines = new elements::Skeleton({40, 62, 35, 55});
    lines->setAccessibleName(tr("The templates are being loaded"));
    inside->addWidget(lines);
    inside->addStretch();
    auto *emptyCard = new elements::Card;
    auto *around = new QVBoxLayout(emptyCard);
    around->addWidget(m_empty);
    auto *both = new QWidget;
    both->setLayout(m_columns);
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(space(1.4));
    m_columns->addWidget(makeList(), 1);
    m_columns->addWidget(m_view, 2);
    m_stack->addWidget(bones);
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(both);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargins());
    layout->setSpacing(space(1.2));
    layout->addWidget(makeHead());
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
    connectController();
    refresh();
}

QWidget *TemplatesPage::makeHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    m_import->setObjectName(u"importTemplate"_s);
    m_new->setObjectName(u"newTemplate"_s);
    m_new->setIcon(theme::icon(Icon::Plus));
    row->addWidget(pageTitle(tr("Templates")));
    auto *buckets = new QPushButton(tr("Package Buckets"));
    buckets->setObjectName(u"packageBuckets"_s);
    buckets->setToolTip(tr("Lists of packages that templates share"));
    connect(buckets, &QPushButton::clicked, this, &TemplatesPage::bucketsRequested);
    row->addStretch();
    row->addWidget(buckets);
    row->addWidget(m_import);
    row->addWidget(m_new);
    connect(m_import, &QPushButton::clicked, this, &TemplatesPage::askForFolder);
    connect(m_new, &QPushButton::clicked, this, [this] { emit editRequested({}, {}); });
    return head;
}

QWidget *TemplatesPage::makeList()
{
    auto *card = new elements::Card;
    auto *rows = new QVBoxLayout(card);
    rows->setContentsMargins(margins(0.8));
    rows->setSpacing(space(0.8));
    m_filter->setObjectName(u"templateFilter"_s);
    m_filter->setPlaceholderText(tr("Search"));
    m_filter->setAccessibleName(tr("Search templates"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(theme::icon(Icon::Search, Role::Muted), QLineEdit::LeadingPosition);
    m_list->setObjectName(u"templates"_s);
    m_list->setAccessibleName(tr("Templates"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new TwoLineDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->viewport()->setAutoFillBackground(false);
    rows->addWidget(m_filter);
    rows->addWidget(m_tagBar);
    rows->addWidget(m_list, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &TemplatesPage::refreshList);
    connect(m_tagBar, &TagBar::changed, this, &TemplatesPage::refreshList);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (item)
            m_chosen = item->data(kNameRole).toString();
        showChosen();
    });
    connect(m_list, &QListWidget::itemActivated, this, [this] {
        if (m_view->entry())
            emit editRequested(m_view->entry()->entry, m_view->entry()->revision);
    });
    return card;
}

void TemplatesPage::connectController()
{
    const auto tell = [this](InlineMessage::Kind kind) {
        return [this, kind](const QString &text) { m_message->showMessage(kind, text); };
    };
    connect(&m_controller, &TemplatesController::changed, this, &TemplatesPage::refresh);
    connect(&m_controller, &TemplatesController::failed, this, tell(InlineMessage::Kind::Error));
    connect(&m_controller, &TemplatesController::fetched, this, [this](const TemplateEntry &entry) {
        if (entry.entry.name == m_chosen)
            m_view->showEntry(entry);
    });
    connect(&m_controller, &TemplatesController::fetchFailed, this,
            [this](const QString &name, const QString &message) {
                if (name == m_chosen)
                    m_view->showProblem(message);
            });
    connect(&m_controller, &TemplatesController::exported, this,
            [this](const QString &name, const QString &folder) {
                m_message->showMessage(InlineMessage::Kind::Success,
                                       tr("%1 was written to %2.").arg(name, folder));
            });
    connect(&m_controller, &TemplatesController::stored, this, [this](const TemplateEntry &entry) {
        m_chosen = entry.entry.name;
        if (std::exchange(m_importing, false))
            m_message->showMessage(InlineMessage::Kind::Success,
                                   tr("%1 was imported.").arg(entry.entry.name));
    });
    connect(
        &m_controller, &TemplatesController::storeRefused, this,
        [this](const Template &entry, const QString &message, const QList<FieldError> &, bool isConflict) {
            if (!std::exchange(m_importing, false))
                return; // the editor's
            if (isConflict)
                askToReplace(entry);
            else
                m_message->showMessage(InlineMessage::Kind::Error, message);
        });
    connect(m_message, &InlineMessage::actionTriggered, this, &TemplatesPage::retryRequested);
    connect(m_empty, &elements::EmptyState::actionTriggered, this, [this] {
        if (m_controller.state() == TemplatesController::State::Loaded)
            askForFolder();
        else
            emit retryRequested();
    });
    connect(m_view, &TemplateView::useRequested, this, [this] { emit useRequested(m_chosen); });
    const auto withEntry = [this](auto use) {
        return [this, use] {
            if (const auto &entry = m_view->entry())
                use(*entry);
        };
    };
    connect(m_view, &TemplateView::editRequested, this, withEntry([this](const TemplateEntry &entry) {
                emit editRequested(entry.entry, entry.revision);
            }));
    connect(m_view, &TemplateView::copyRequested, this, withEntry([this](const TemplateEntry &entry) {
                Template copy = entry.entry;
                copy.name += u"-copy"_s;
                copy.title = tr("%1 (copy)").arg(copy.title);
                emit editRequested(copy, {});
            }));
    connect(m_view, &TemplateView::exportRequested, this,
            withEntry([this](const TemplateEntry &entry) { askForPlace(entry.entry); }));
    connect(m_view, &TemplateView::removeRequested, this,
            withEntry([this](const TemplateEntry &entry) { askToRemove(entry); }));
}

void TemplatesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_controller.load();
}

void TemplatesPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_columns->setDirection(width() < space(58) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void TemplatesPage::setUnreachable(bool unreachable)
{
    m_unreachable = unreachable;
    refresh();
}

void TemplatesPage::focusFilter() { m_filter->setFocus(Qt::ShortcutFocusReason); }

void TemplatesPage::choose(const QString &name)
{
    m_chosen = name;
    refreshList();
}

bool TemplatesPage::isShown(const TemplateEntry &one) const
{
    const QString text = m_filter->text().trimmed();
    const Template &entry = one.entry;
    return m_tagBar->matches(entry.tags) &&
           (text.isEmpty() || entry.name.contains(text, Qt::CaseInsensitive) ||
            entry.title.contains(text, Qt::CaseInsensitive) ||
            entry.description.contains(text, Qt::CaseInsensitive) ||
            entry.tags.join(u' ').contains(text, Qt::CaseInsensitive));
}

void TemplatesPage::refresh()
{
    const bool isLoaded = m_controller.state() == TemplatesController::State::Loaded;
    const bool hasAny = !m_controller.templates().isEmpty();
    m_import->setEnabled(isLoaded);
    m_new->setEnabled(isLoaded);
    if (hasAny) {
        m_stack->setCurrentIndex(2);
        const QString old = tr("This list may be old.");
        if (!m_controller.problem().isEmpty() && !m_unreachable)
            m_message->showMessage(InlineMessage::Kind::Warning, old + u' ' + m_controller.problem(),
                                   tr("Retry"));
        else if (m_message->text().startsWith(old))
            m_message->hide();
        m_tagBar->setTags(m_controller.tags());
        refreshList();
        return;
    }
    if (isLoaded)
        m_empty->set(
            Icon::Files, tr("No templates yet"),
            tr("A template says what a container begins with: its size, files, packages and scripts. Make "
               "one, or take a folder with a template.conf."),
            tr("Import Folder…"));
    else if (m_unreachable)
        m_empty->set(Icon::Unplugged, tr("Not connected"),
                     tr("The templates appear here as soon as the backend lets us in. The reason is above."),
                     tr("Retry"));
    else if (m_controller.state() == TemplatesController::State::Failed)
        m_empty->set(Icon::Warning, tr("The templates could not be loaded"), m_controller.problem(),
                     tr("Retry"));
    const bool isWaiting =
        !isLoaded && !m_unreachable && m_controller.state() != TemplatesController::State::Failed;
    m_stack->setCurrentIndex(isWaiting ? 0 : 1);
}

void TemplatesPage::refreshList()
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    QListWidgetItem *current = nullptr;
    for (const TemplateEntry &one : m_controller.templates()) {
        if (!isShown(one))
            continue;
        auto *item = new QListWidgetItem(one.entry.title + u'\n' + summaryOf(one));
        item->setIcon(theme::icon(one.own ? Icon::Files : Icon::Lock, Role::Muted));
        item->setData(kNameRole, one.entry.name);
        item->setData(Qt::AccessibleTextRole, u"%1, %2"_s.arg(one.entry.title, summaryOf(one)));
        m_list->addItem(item);
        if (one.entry.name == m_chosen)
            current = item;
    }
    m_list->setCurrentItem(current ? current : m_list->item(0));
    if (m_list->currentItem())
        m_chosen = m_list->currentItem()->data(kNameRole).toString();
    showChosen();
}

void TemplatesPage::showChosen()
{
    const TemplateEntry *entry = m_list->currentItem() ? m_controller.find(m_chosen) : nullptr;
    m_view->setVisible(entry != nullptr);
    if (!entry)
        return;
    m_view->showHead(*entry);
    if (!m_view->entry())
        m_controller.fetch(m_chosen);
}

void TemplatesPage::askForFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Import a Template's Folder"));
    if (folder.isEmpty())
        return;
    m_message->hide();
    m_importing = true;
    m_controller.importFolder(folder);
}

void TemplatesPage::askForPlace(const Template &entry)
{
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Export %1: a Folder of this Name Is Made in the Chosen One").arg(entry.name));
    if (folder.isEmpty())
        return;
    m_message->hide();
    m_controller.exportTo(entry, folder);
}

void TemplatesPage::askToRemove(const TemplateEntry &entry)
{
    const QString name = entry.entry.name;
    const bool isRevert = entry.shipped;
    ConfirmDialog dialog(
        isRevert ? tr("Revert the template %1?").arg(name) : tr("Remove the template %1?").arg(name),
        isRevert
            ? tr("Your changes to it are lost; the one that came with the program is back. Containers made "
                 "from it stay as they are.")
            : tr("Its scripts, files and settings are lost. Export it first if it may be needed again. "
                 "Containers made from it stay as they are."),
        isRevert ? tr("Revert") : tr("Remove Template"), this);
    if (dialog.exec() == QDialog::Accepted)
        m_controller.remove(name);
}

void TemplatesPage::askToReplace(const Template &entry)
{
    ConfirmDialog dialog(tr("Replace the template %1?").arg(entry.name),
                         tr("There is one of this name. What it holds is replaced by what is in the folder."),
                         tr("Replace"), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_importing = true;
    m_controller.store(entry, u"*"_s);
}

} // namespace slipway::desktop
