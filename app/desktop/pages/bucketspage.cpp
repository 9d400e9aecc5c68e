#include "app/desktop/pages/bucketspage.h"

#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/packagelines.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/pages/twolinedelegate.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using elements::InlineMessage;

namespace {

QString summaryOf(const PackageBucket &bucket)
{
    const int packages = int(bucket.apt.size() + bucket.npm.size() + bucket.pip.size());
    const QString count = BucketsPage::tr("packages: %1").arg(packages);
    return bucket.usedBy.isEmpty()
               ? BucketsPage::tr("%1 · used by no template").arg(count)
               : BucketsPage::tr("%1 · used by %2").arg(count, bucket.usedBy.join(u", "_s));
}

} // namespace

BucketsPage::BucketsPage(BucketsController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_message(new InlineMessage), m_stack(new QStackedWidget),
      m_empty(new elements::EmptyState(Icon::List, {}, {}, {})), m_list(new QListWidget)
{
    setObjectName(u"bucketsPage"_s);
    m_message->setObjectName(u"bucketMessage"_s);
    auto *emptyCard = new elements::Card;
    auto *around = new QVBoxLayout(emptyCard);
    around->addWidget(m_empty);
    auto *both = new QWidget;
    auto *columns = new QHBoxLayout(both);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(space(1.4));
    columns->addWidget(makeList(), 2);
    columns->addWidget(makeEditor(), 4);
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(both);
    auto *head = new QHBoxLayout;
    auto *add = new QPushButton(tr("New Bucket"));
    add->setObjectName(u"newBucket"_s);
    add->setIcon(theme::icon(Icon::Plus));
    head->addWidget(pageTitle(tr("Package buckets")), 1);
    head->addWidget(add);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargins());
    layout->setSpacing(space(1.2));
    layout->addLayout(head);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
    const auto beginNew = [this] {
        if (mayLeave())
            begin({});
    };
    connect(add, &QPushButton::clicked, this, beginNew);
    connect(m_empty, &elements::EmptyState::actionTriggered, this, [this, beginNew] {
        if (m_controller.problem().isEmpty())
            beginNew();
        else
            m_controller.load();
    });
    connectController();
    begin({});
    m_touched = false;
    refreshList();
}

QWidget *BucketsPage::makeList()
{
    auto *card = new elements::Card;
    auto *rows = new QVBoxLayout(card);
    rows->setContentsMargins(margins(0.8));
    m_list->setObjectName(u"buckets"_s);
    m_list->setAccessibleName(tr("Package buckets"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new TwoLineDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->viewport()->setAutoFillBackground(false);
    rows->addWidget(m_list);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (m_filling || !item)
            return;
        const QString name = item->data(Qt::UserRole).toString();
        if (name == m_chosen)
            return;
        if (mayLeave())
            begin(name);
        else
            choose(m_chosen);
    });
    return card;
}

QWidget *BucketsPage::makeEditor()
{
    auto *card = new elements::Card;
    m_editor = card;
    m_name = lineInput(u"bucketName"_s, u"base"_s);
    m_nameField = new FormField(tr("Name"), m_name);
    m_usedBy = new Label({}, TextStyle::Small, Role::Muted);
    m_usedBy->setObjectName(u"bucketUsedBy"_s);
    m_usedBy->setWordWrap(true);
    m_apt = new PackageLines(u"bucket:apt"_s, tr("Debian packages (apt)"), u"apt"_s, u"git\nhtop"_s);
    m_npm = new PackageLines(u"bucket:npm"_s, tr("Node packages (npm)"), u"npm"_s, u"pm2@5"_s);
    m_pip = new PackageLines(u"bucket:pip"_s, tr("Python packages (pip)"), u"pip"_s, u"flask==3.0"_s);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(margins(1.8, 1.2));
    rows->setSpacing(space(1.2));
    rows->addWidget(m_nameField);
    rows->addWidget(m_usedBy);
    auto *grid = inputGrid(26);
    for (PackageLines *lines : {m_apt, m_npm, m_pip}) {
        grid->addWidget(lines);
        connect(lines, &PackageLines::changed, this, &BucketsPage::push);
    }
    rows->addLayout(grid, 1);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    content->setAutoFillBackground(false); // the card shows through
    scroll->viewport()->setAutoFillBackground(false);
    m_whyNot = new Label({}, TextStyle::Small, Role::Muted);
    m_whyNot->setObjectName(u"bucketWhyNot"_s);
    m_whyNot->setWordWrap(true);
    m_remove = new QPushButton(tr("Delete…"));
    m_remove->setObjectName(u"removeBucket"_s);
    m_save = new QPushButton(tr("Save"));
    m_save->setObjectName(u"saveBucket"_s);
    setButtonKind(m_save, ButtonKind::Primary);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(margins(1.8, 0.8));
    buttons->setSpacing(space(0.8));
    buttons->addWidget(m_whyNot, 1);
    buttons->addWidget(m_remove);
    buttons->addWidget(m_save);
    auto *outer = new QVBoxLayout(card);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(scroll, 1);
    outer->addLayout(buttons);
    connect(m_name, &QLineEdit::textChanged, this, &BucketsPage::push);
    connect(m_remove, &QPushButton::clicked, this, &BucketsPage::askToRemove);
    const auto save = [this] {
        m_touched = true;
        m_message->hide();
        m_controller.save();
    };
    connect(m_save, &QPushButton::clicked, this, save);
    auto *key = new QShortcut(QKeySequence::Save, this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, save);
    return card;
}

void BucketsPage::connectController()
{
    connect(&m_controller, &BucketsController::listChanged, this, &BucketsPage::refreshList);
    connect(&m_controller, &BucketsController::changed, this, &BucketsPage::refreshState);
    connect(&m_controller, &BucketsController::refused, this,
            [this](const QString &message) { m_message->showMessage(InlineMessage::Kind::Error, message); });
    connect(&m_controller, &BucketsController::conflict, this, &BucketsPage::askAboutConflict);
    connect(&m_controller, &BucketsController::saved, this, [this](const QString &name) {
        m_chosen = name;
        m_name->setEnabled(false);
        m_message->showMessage(InlineMessage::Kind::Success, tr("The package bucket %1 is saved.").arg(name));
    });
    connect(&m_controller, &BucketsController::removed, this, [this](const QString &name) {
        if (m_chosen == name) {
            m_chosen.clear();
            begin({});
        }
        m_message->showMessage(InlineMessage::Kind::Success,
                               tr("The package bucket %1 is deleted.").arg(name));
    });
}

void BucketsPage::arrive()
{
    m_controller.load();
    m_list->setFocus(Qt::OtherFocusReason);
}

void BucketsPage::refreshList()
{
    m_filling = true;
    m_list->clear();
    for (const PackageBucket &bucket : m_controller.buckets()) {
        auto *item = new QListWidgetItem(bucket.name + u'\n' + summaryOf(bucket), m_list);
        item->setData(Qt::UserRole, bucket.name);
        item->setSizeHint({space(10), 2 * m_list->fontMetrics().height() + space(1.4)});
        item->setData(Qt::AccessibleTextRole, u"%1, %2"_s.arg(bucket.name, summaryOf(bucket)));
    }
    m_filling = false;
    // The first one, unless one is chosen or being made.
    if (m_chosen.isEmpty() && !m_controller.isChanged() && !m_touched && m_list->count() > 0)
        begin(m_list->item(0)->data(Qt::UserRole).toString());
    choose(m_chosen);
    refreshState();
}

void BucketsPage::choose(const QString &name)
{
    m_filling = true;
    m_list->setCurrentRow(-1);
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole).toString() == name && !name.isEmpty())
            m_list->setCurrentRow(row);
    }
    m_filling = false;
}

void BucketsPage::begin(const QString &name)
{
    m_chosen = name;
    m_touched = name.isEmpty(); // a new one was asked for: the editor is shown
    m_message->hide();
    m_controller.begin(name);
    choose(name);
    showDraft();
    if (name.isEmpty() && isVisible())
        m_name->setFocus(Qt::OtherFocusReason);
}

void BucketsPage::showDraft()
{
    const PackageBucket &draft = m_controller.draft();
    m_filling = true;
    m_name->setText(draft.name);
    m_name->setEnabled(m_controller.isNew());
    m_apt->setPackages(draft.apt);
    m_npm->setPackages(draft.npm);
    m_pip->setPackages(draft.pip);
    m_filling = false;
    refreshState();
}

void BucketsPage::push()
{
    if (m_filling)
        return;
    PackageBucket draft = m_controller.draft();
    draft.name = m_name->text().trimmed();
    draft.apt = m_apt->packages();
    draft.npm = m_npm->packages();
    draft.pip = m_pip->packages();
    m_controller.setDraft(draft);
}

void BucketsPage::refreshState()
{
    const bool hasAny = !m_controller.buckets().isEmpty();
    const QString &problem = m_controller.problem();
    if (!hasAny && !problem.isEmpty())
        m_empty->set(Icon::Warning, tr("The package buckets could not be loaded"), problem, tr("Retry"));
    else
        m_empty->set(
            Icon::List, tr("No package buckets yet"),
            tr("A bucket is a list of packages under a name. Templates that use it install what is in "
               "it; change it in one place."),
            tr("New Bucket"));
    m_stack->setCurrentIndex(hasAny || m_touched || m_controller.isChanged() ? 1 : 0);
    // An empty new one is not wrong yet.
    const bool isQuiet = m_controller.isNew() && !m_controller.isChanged();
    const QList<FieldError> errors = isQuiet ? QList<FieldError>() : m_controller.errors();
    QString nameError;
    for (const FieldError &error : errors) {
        if (error.field == "name"_L1)
            nameError = error.message;
    }
    m_nameField->setError(nameError);
    for (PackageLines *lines : {m_apt, m_npm, m_pip})
        lines->showErrors(errors);
    const QStringList &usedBy = m_controller.draft().usedBy;
    m_usedBy->setText(
        m_controller.isNew() ? tr("Templates choose it by this name; it stays.")
        : usedBy.isEmpty()
            ? tr("No template uses it.")
            : tr("Used by: %1. They install what is in it the next time.").arg(usedBy.join(u", "_s)));
    m_remove->setVisible(!m_controller.isNew());
    m_save->setEnabled(m_controller.canSave());
    m_save->setText(m_controller.isSaving() ? tr("Saving…") : tr("Save"));
    m_whyNot->setText(!errors.isEmpty()          ? errors.first().message
                      : m_controller.isChanged() ? QString()
                                                 : tr("Nothing is changed."));
}

bool BucketsPage::mayLeave()
{
    if (!m_controller.isChanged())
        return true;
    ConfirmDialog dialog(tr("Drop what you typed?"),
                         m_controller.isNew()
                             ? tr("The package bucket is not stored yet.")
                             : tr("The changes of %1 are not stored yet.").arg(m_controller.draft().name),
                         tr("Drop It"), this);
    if (dialog.exec() != QDialog::Accepted)
        return false;
    begin(m_chosen); // asked once
    return true;
}

void BucketsPage::askToRemove()
{
    const PackageBucket *bucket = m_controller.find(m_chosen);
    if (!bucket)
        return;
    const QString name = bucket->name;
    const bool isUsed = !bucket->usedBy.isEmpty();
    ConfirmDialog dialog(
        tr("Delete the package bucket %1?").arg(name),
        isUsed ? tr("These templates use it: %1. No container can be made from them until it is taken out of "
                    "them. Containers that exist stay as they are.")
                     .arg(bucket->usedBy.join(u", "_s))
               : tr("No template uses it. Containers that exist stay as they are."),
        tr("Delete Bucket"), this);
    if (dialog.exec() == QDialog::Accepted)
        m_controller.remove(name, isUsed);
}

void BucketsPage::askAboutConflict(const QString &message)
{
    m_message->showMessage(InlineMessage::Kind::Warning, message);
    ConfirmDialog dialog(tr("Replace what is stored?"),
                         tr("%1\n\nWhat you typed is kept here in any case.").arg(message),
                         tr("Replace Theirs"), this);
    if (dialog.exec() == QDialog::Accepted)
        m_controller.replaceTheirs();
}

} // namespace slipway::desktop
