#include "app/desktop/pages/templateeditorpage.h"

#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/pages/scriptseditor.h"
#include "app/desktop/pages/templatefiles.h"
#include "app/desktop/pages/templatesettings.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QPushButton>
#include <QShortcut>
#include <QTabWidget>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using elements::InlineMessage;

TemplateEditorPage::TemplateEditorPage(TemplateEditorController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_title(pageTitle({})), m_message(new InlineMessage),
      m_tabs(pageTabs(u"templateTabs"_s)), m_settings(new TemplateSettings),
      m_scripts(new ScriptsEditor(ScriptsEditor::Of::Template)), m_files(new TemplateFiles)
{
    setObjectName(u"templateEditor"_s);
    m_message->setObjectName(u"templateMessage"_s);
    m_message->hide();
    m_tabs->addTab(m_settings, tr("Settings"));
    m_tabs->addTab(m_scripts, tr("Scripts"));
    m_tabs->addTab(m_files, tr("Files"));
    auto *rows = new QVBoxLayout;
    rows->setContentsMargins(headMargins()); // what scrolls goes to the edge
    rows->setSpacing(space(1));
    for (QWidget *editor : std::initializer_list<QWidget *>{m_scripts, m_files})
        editor->layout()->setContentsMargins(0, space(1.4), space(2), space(1.6));
    auto *head = new QVBoxLayout;
    head->setContentsMargins(0, 0, space(2), 0);
    head->setSpacing(space(1));
    head->addWidget(m_title);
    head->addWidget(m_message);
    rows->addLayout(head);
    rows->addWidget(m_tabs, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(rows, 1);
    layout->addWidget(makeBar());
    connectController();
}

QWidget *TemplateEditorPage::makeBar()
{
    auto *bar = new BottomBar;
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(margins(2, 1));
    m_whyNot = new Label({}, TextStyle::Small, Role::Muted);
    m_whyNot->setObjectName(u"templateWhyNot"_s);
    m_whyNot->setWordWrap(true);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"cancelTemplate"_s);
    m_save = new QPushButton(tr("Save"));
    m_save->setObjectName(u"saveTemplate"_s);
    setButtonKind(m_save, ButtonKind::Primary);
    layout->addWidget(m_whyNot, 1);
    layout->addWidget(cancel);
    layout->addWidget(m_save);
    connect(cancel, &QPushButton::clicked, this, &TemplateEditorPage::cancelled);
    const auto save = [this] {
        m_touched = true;
        m_message->hide();
        refresh();
        m_controller.save();
    };
    connect(m_save, &QPushButton::clicked, this, save);
    auto *key = new QShortcut(QKeySequence::Save, this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, save);
    return bar;
}

void TemplateEditorPage::connectController()
{
    connect(m_settings, &TemplateSettings::changed, this, &TemplateEditorPage::push);
    connect(m_scripts, &ScriptsEditor::changed, this, &TemplateEditorPage::push);
    connect(m_files, &TemplateFiles::changed, this, &TemplateEditorPage::push);
    connect(m_files, &TemplateFiles::unreadable, this,
            [this](const QString &message) { m_message->showMessage(InlineMessage::Kind::Error, message); });
    connect(&m_controller, &TemplateEditorController::changed, this, &TemplateEditorPage::refresh);
    connect(&m_controller, &TemplateEditorController::refused, this,
            [this](const QString &message) { m_message->showMessage(InlineMessage::Kind::Error, message); });
    connect(&m_controller, &TemplateEditorController::conflict, this, &TemplateEditorPage::askAboutConflict);
}

void TemplateEditorPage::begin(const Template &entry, const QString &revision)
{
    m_filling = true;
    m_touched = !entry.title.isEmpty();
    m_settings->setBuckets(m_controller.buckets());
    m_settings->show(entry, revision.isEmpty());
    m_scripts->show(entry.scripts);
    m_files->show(entry.files);
    m_filling = false;
    m_message->hide();
    m_tabs->setCurrentIndex(0);
    m_controller.begin(entry, revision);
    m_title->setText(title());
    m_settings->focusFirst();
}

QString TemplateEditorPage::title() const
{
    const Template &entry = m_controller.draft();
    return m_controller.isNew() ? tr("New Template") : entry.title.isEmpty() ? entry.name : entry.title;
}

void TemplateEditorPage::push()
{
    if (m_filling)
        return;
    Template draft = m_controller.draft();
    m_settings->fill(draft);
    draft.scripts = m_scripts->scripts();
    draft.files = m_files->files();
    m_touched = true;
    m_controller.setDraft(draft);
}

void TemplateEditorPage::refresh()
{
    const QList<FieldError> errors = m_touched ? m_controller.errors() : QList<FieldError>();
    m_settings->showErrors(errors);
    m_scripts->showErrors(errors);
    m_files->showErrors(errors);
    const auto mark = [&](int tab, const QString &name, const QString &prefix, bool isRest) {
        const auto count = std::count_if(errors.begin(), errors.end(), [&](const FieldError &error) {
            const bool isListed = error.field.startsWith(u"scripts[") || error.field.startsWith(u"files[");
            return isRest ? !isListed : error.field.startsWith(prefix);
        });
        m_tabs->setTabText(tab, count > 0 ? tr("%1 (%2 wrong)").arg(name).arg(count) : name);
        m_tabs->setTabIcon(tab, count > 0 ? theme::icon(Icon::Warning, Role::Danger) : QIcon());
    };
    mark(0, tr("Settings"), {}, true);
    mark(1, tr("Scripts"), u"scripts["_s, false);
    mark(2, tr("Files"), u"files["_s, false);
    m_save->setEnabled(m_controller.canSave());
    m_save->setText(m_controller.isSaving() ? tr("Saving…") : tr("Save"));
    if (!errors.isEmpty())
        m_whyNot->setText(errors.first().message);
    else if (!m_controller.isNew() && !m_controller.isChanged())
        m_whyNot->setText(tr("Nothing is changed."));
    else
        m_whyNot->clear();
}

bool TemplateEditorPage::mayLeave()
{
    if (!m_controller.isChanged())
        return true;
    ConfirmDialog dialog(tr("Drop what you typed?"),
                         m_controller.isNew()
                             ? tr("The template is not stored yet.")
                             : tr("The changes of %1 are not stored yet.").arg(m_controller.draft().name),
                         tr("Drop It"), this);
    if (dialog.exec() != QDialog::Accepted)
        return false;
    m_controller.begin({}, {}); // asked once
    return true;
}

void TemplateEditorPage::askAboutConflict(const QString &message)
{
    m_message->showMessage(InlineMessage::Kind::Warning, message);
    ConfirmDialog dialog(tr("Replace what is stored?"),
                         tr("%1\n\nWhat you typed is kept here in any case.").arg(message),
                         tr("Replace Theirs"), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_message->hide();
    m_controller.replaceTheirs();
}

} // namespace slipway::desktop
