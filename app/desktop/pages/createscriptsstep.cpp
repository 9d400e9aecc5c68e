#include "app/desktop/pages/createscriptsstep.h"

#include "app/desktop/pages/scriptseditor.h"
#include "widgets/codeedit/codeedit.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/label.h"

#include <QListWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

CreateScriptsStep::CreateScriptsStep(QWidget *parent)
    : QWidget(parent), m_tabs(new QTabWidget), m_own(new ScriptsEditor(ScriptsEditor::Of::Request)),
      m_givenPage(makeGiven())
{
    setObjectName(u"scriptsStep"_s);
    m_tabs->setObjectName(u"scriptTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_own, tr("Your scripts"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space(2), space(0.6), space(2), space(1.2));
    layout->addWidget(m_tabs);
    connect(m_own, &ScriptsEditor::changed, this, &CreateScriptsStep::changed);
    connect(m_own, &ScriptsEditor::unreadable, this, &CreateScriptsStep::unreadable);
}

QWidget *CreateScriptsStep::makeGiven()
{
    auto *page = new QWidget(this);
    page->hide(); // a tab while there is something in it
    m_given = new QListWidget;
    m_given->setObjectName(u"givenScripts"_s);
    m_given->setAccessibleName(tr("Scripts of the template, in the order in which they run"));
    m_givenText = new codeedit::CodeEdit;
    m_givenText->setObjectName(u"givenScriptText"_s);
    m_givenText->setReadOnly(true);
    m_givenText->setAccessibleName(tr("Content of the template's script"));
    auto *note =
        new Label(tr("These run first. A script of your own with the same name takes the place of one."),
                  TextStyle::Small, Role::Muted);
    note->setWordWrap(true);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(space(1.2));
    columns->addWidget(m_given, 2);
    columns->addWidget(m_givenText, 5);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, margins(1).top(), 0, 0);
    rows->addWidget(note);
    rows->addLayout(columns, 1);
    connect(m_given, &QListWidget::currentRowChanged, this, &CreateScriptsStep::showGiven);
    return page;
}

void CreateScriptsStep::setTemplate(const std::optional<Template> &entry)
{
    m_template = entry;
    m_given->clear();
    const QList<TemplateScript> scripts = entry ? entry->scripts : QList<TemplateScript>();
    for (const TemplateScript &script : scripts) {
        auto *item = new QListWidgetItem(script.enabled ? script.name : tr("%1 (off)").arg(script.name));
        item->setIcon(theme::icon(Icon::Lock, Role::Muted));
        item->setSizeHint({space(8), m_given->fontMetrics().height() + space(0.9)});
        m_given->addItem(item);
    }
    const int tab = m_tabs->indexOf(m_givenPage);
    if (scripts.isEmpty() && tab >= 0)
        m_tabs->removeTab(tab);
    else if (!scripts.isEmpty() && tab < 0)
        m_tabs->addTab(m_givenPage, {});
    if (!scripts.isEmpty()) {
        m_tabs->setTabText(m_tabs->indexOf(m_givenPage),
                           tr("From %1 (%2)").arg(entry->title).arg(scripts.size()));
        m_given->setCurrentRow(0);
    }
}

void CreateScriptsStep::showGiven(int row)
{
    const bool isThere = m_template && row >= 0 && row < m_template->scripts.size();
    m_givenText->setPlainText(isThere ? QString::fromUtf8(m_template->scripts.at(row).content) : QString());
}

const QList<TemplateScript> &CreateScriptsStep::scripts() const { return m_own->scripts(); }

void CreateScriptsStep::setScripts(const QList<TemplateScript> &scripts)
{
    if (scripts != m_own->scripts())
        m_own->show(scripts);
}

void CreateScriptsStep::fill(ContainerSpec &spec) const
{
    spec.scripts.clear();
    for (const TemplateScript &script : m_own->scripts()) {
        if (script.enabled)
            spec.scripts.append({script.name, script.content, script.timeoutSeconds});
    }
}

void CreateScriptsStep::showErrors(const QList<FieldError> &errors)
{
    // The request counts those that are on, the list counts all.
    QList<int> rows;
    for (int row = 0; row < m_own->scripts().size(); ++row) {
        if (m_own->scripts().at(row).enabled)
            rows.append(row);
    }
    QList<FieldError> mapped;
    for (FieldError error : errors) {
        if (!error.field.startsWith(u"scripts["))
            continue;
        const int index = error.field.section(u'[', 1).section(u']', 0, 0).toInt();
        error.field = u"scripts[%1]%2"_s.arg(rows.value(index, index)).arg(error.field.section(u']', 1));
        mapped.append(error);
    }
    m_own->showErrors(mapped);
    m_tabs->setTabText(m_tabs->indexOf(m_own), m_own->scripts().isEmpty()
                                                   ? tr("Your scripts")
                                                   : tr("Your scripts (%1)").arg(m_own->scripts().size()));
}

void CreateScriptsStep::focusFirst()
{
    m_tabs->setCurrentWidget(m_own);
    m_own->focusFirst();
}

} // namespace slipway::desktop
