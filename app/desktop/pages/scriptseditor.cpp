#include "app/desktop/pages/scriptseditor.h"

#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/listeditor.h"
#include "widgets/codeedit/codeedit.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/flowlayout.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using elements::IconButton;

ScriptsEditor::ScriptsEditor(Of of, QWidget *parent) : QWidget(parent), m_of(of), m_list(new QListWidget)
{
    setObjectName(of == Of::Template ? u"templateScripts"_s : u"ownScripts"_s);
    QWidget *list = makeList();
    layBeside(this, list, makeSide());
    showCurrent();
}

QWidget *ScriptsEditor::makeList()
{
    auto *box = new QWidget;
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    const bool isTemplate = m_of == Of::Template;
    m_list->setObjectName(isTemplate ? u"scriptList"_s : u"ownScriptList"_s);
    m_list->setAccessibleName(tr("Scripts, in the order in which they run"));
    m_list->setToolTip(tr("Drag, or Alt+Up and Alt+Down, to change the order"));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->installEventFilter(this);
    m_add = new QPushButton(tr("Add Script"));
    m_add->setObjectName(isTemplate ? u"addScript"_s : u"addOwnScript"_s);
    auto *import = new QPushButton(tr("Import…"));
    import->setObjectName(isTemplate ? u"importScripts"_s : u"importOwnScripts"_s);
    import->setToolTip(tr("Take scripts from files"));
    m_up = new IconButton(Icon::ChevronUp, tr("Run earlier (Alt+Up)"));
    m_up->setObjectName(isTemplate ? u"scriptUp"_s : u"ownScriptUp"_s);
    m_down = new IconButton(Icon::ChevronDown, tr("Run later (Alt+Down)"));
    m_down->setObjectName(isTemplate ? u"scriptDown"_s : u"ownScriptDown"_s);
    m_remove = new IconButton(Icon::Trash, tr("Remove the script"));
    m_remove->setObjectName(isTemplate ? u"removeScript"_s : u"removeOwnScript"_s);
    auto *buttons = new elements::FlowLayout;
    buttons->setSpacing(space(0.6));
    for (QWidget *button : std::initializer_list<QWidget *>{m_add, import, m_up, m_down, m_remove})
        buttons->addWidget(button);
    rows->addWidget(m_list, 1);
    rows->addLayout(buttons);
    connect(m_add, &QPushButton::clicked, this, &ScriptsEditor::add);
    connect(import, &QPushButton::clicked, this, &ScriptsEditor::askForFiles);
    connect(m_up, &QToolButton::clicked, this, [this] { moveCurrent(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { moveCurrent(1); });
    connect(m_remove, &QToolButton::clicked, this, &ScriptsEditor::removeCurrent);
    connect(m_list, &QListWidget::currentRowChanged, this, &ScriptsEditor::showCurrent);
    connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem *item) {
        const int row = m_list->row(item);
        if (m_filling || row < 0 || row >= m_scripts.size())
            return;
        m_scripts[row].enabled = item->checkState() == Qt::Checked;
        emit changed();
    });
    // Queued: the view is still busy with the drop.
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &ScriptsEditor::takeOrder,
            Qt::QueuedConnection);
    return box;
}

QWidget *ScriptsEditor::makeSide()
{
    m_side = new QStackedWidget;
    auto *nothing = new elements::EmptyState(
        Icon::Scripts, m_of == Of::Template ? tr("No scripts yet") : tr("No scripts of your own"),
        tr("A script runs as root inside the container once its files and packages are there. Every line "
           "that it prints is shown live."),
        tr("Add Script"));
    setButtonKind(nothing->findChild<QPushButton *>(u"emptyAction"_s),
                  ButtonKind::Normal); // Next is the primary one
    connect(nothing, &elements::EmptyState::actionTriggered, this, &ScriptsEditor::add);
    m_side->addWidget(makeEditor());
    m_side->addWidget(nothing);
    return m_side;
}

QWidget *ScriptsEditor::makeEditor()
{
    m_editor = new QWidget;
    const bool isTemplate = m_of == Of::Template;
    m_name = lineInput(isTemplate ? u"templateScriptName"_s : u"scriptName"_s, u"10-setup.sh"_s);
    m_timeout = numberInput(isTemplate ? u"templateScriptTimeout"_s : u"scriptTimeout"_s, 1,
                            SpecLimits::maxTimeoutSeconds, 3600, tr(" s"));
    m_text = new codeedit::CodeEdit;
    m_text->setObjectName(isTemplate ? u"templateScriptText"_s : u"scriptText"_s);
    m_nameField = new FormField(tr("Name"), m_name);
    m_timeoutField = new FormField(tr("Time limit"), m_timeout);
    m_textField =
        tallField(tr("Script"), m_text, tr("Bash, after the helper functions. Ctrl+Tab types a tab."));
    auto *rows = new QVBoxLayout(m_editor);
    rows->setContentsMargins(0, 0, 0, 0);
    auto *head = new QHBoxLayout;
    head->addWidget(m_nameField, 3);
    head->addWidget(m_timeoutField, 1);
    rows->addLayout(head);
    rows->addWidget(m_textField, 1);
    connect(m_name, &QLineEdit::textChanged, this, &ScriptsEditor::edit);
    connect(m_timeout, &QSpinBox::valueChanged, this, &ScriptsEditor::edit);
    connect(m_text, &QPlainTextEdit::textChanged, this, &ScriptsEditor::edit);
    return m_editor;
}

void ScriptsEditor::show(const QList<TemplateScript> &scripts)
{
    m_scripts = scripts;
    rebuild(scripts.isEmpty() ? -1 : 0);
}

void ScriptsEditor::rebuild(int current)
{
    m_filling = true;
    m_list->clear();
    for (const TemplateScript &script : std::as_const(m_scripts)) {
        auto *item = new QListWidgetItem(script.name, m_list);
        item->setFlags((item->flags() | Qt::ItemIsUserCheckable) & ~Qt::ItemIsDropEnabled);
        item->setCheckState(script.enabled ? Qt::Checked : Qt::Unchecked);
        item->setData(Qt::UserRole, m_list->count() - 1);
        item->setSizeHint({space(8), m_list->fontMetrics().height() + space(0.9)});
    }
    m_list->setCurrentRow(current);
    m_filling = false;
    showCurrent();
}

void ScriptsEditor::showCurrent()
{
    if (m_filling)
        return;
    const int row = m_list->currentRow();
    const bool isThere = row >= 0 && row < m_scripts.size();
    m_up->setEnabled(isThere && row > 0);
    m_down->setEnabled(isThere && row + 1 < m_scripts.size());
    m_remove->setEnabled(isThere);
    m_editor->setEnabled(isThere);
    m_side->setCurrentIndex(m_scripts.isEmpty() ? 1 : 0);
    const TemplateScript script = isThere ? m_scripts.at(row) : TemplateScript();
    m_filling = true;
    m_name->setText(script.name);
    m_timeout->setValue(script.timeoutSeconds);
    m_text->setPlainText(QString::fromUtf8(script.content));
    m_filling = false;
    showErrors(m_errors); // those of this row
}

void ScriptsEditor::edit()
{
    const int row = m_list->currentRow();
    if (m_filling || row < 0 || row >= m_scripts.size())
        return;
    TemplateScript &script = m_scripts[row];
    script.name = m_name->text().trimmed();
    script.timeoutSeconds = m_timeout->value();
    // What is not text in the encoding stays as it is until it is typed into.
    if (QString::fromUtf8(script.content) != m_text->toPlainText())
        script.content = m_text->toPlainText().toUtf8();
    const QSignalBlocker quiet(m_list);
    m_list->item(row)->setText(script.name);
    emit changed();
}

QString ScriptsEditor::nextName() const
{
    // Own ones run after the template's, whose numbers are low.
    const int by = m_of == Of::Template ? 10 : 1;
    int highest = m_of == Of::Template ? -by : 90 - by;
    for (const TemplateScript &script : std::as_const(m_scripts))
        highest = std::max(highest, script.name.section(u'-', 0, 0).toInt());
    return u"%1-script.sh"_s.arg(highest + by, 2, 10, QChar(u'0'));
}

void ScriptsEditor::add()
{
    m_scripts.append({nextName(), "set -eu\n", 3600, true});
    rebuild(static_cast<int>(m_scripts.size()) - 1);
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
    emit changed();
}

void ScriptsEditor::askForFiles()
{
    const QStringList paths = QFileDialog::getOpenFileNames(this, tr("Import Scripts"), {},
                                                            tr("Shell scripts (*.sh *.bash);;All files (*)"));
    if (!paths.isEmpty())
        importFiles(paths);
}

void ScriptsEditor::importFiles(const QStringList &paths)
{
    const qsizetype before = m_scripts.size();
    for (const QString &path : paths) {
        QFile file(path);
        if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) {
            emit unreadable(tr("Cannot import %1. %2. Choose another file.")
                                .arg(QFileInfo(path).fileName(),
                                     QFileInfo(path).isFile() ? file.errorString() : tr("It is no file")));
            continue;
        }
        // One byte more than is allowed: the validator says the limit.
        m_scripts.append({QFileInfo(path).fileName(), file.read(SpecLimits::maxScriptBytes + 1), 3600, true});
    }
    if (m_scripts.size() == before)
        return;
    renumber();
    rebuild(static_cast<int>(m_scripts.size()) - 1);
    emit changed();
}

void ScriptsEditor::renumber()
{
    if (m_of == Of::Template)
        renumberScripts(m_scripts);
}

void ScriptsEditor::removeCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_scripts.size())
        return;
    m_scripts.removeAt(row);
    rebuild(std::min(row, static_cast<int>(m_scripts.size()) - 1));
    emit changed();
}

void ScriptsEditor::moveCurrent(int by)
{
    const int row = m_list->currentRow();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_scripts.size())
        return;
    m_scripts.move(row, to);
    renumber();
    rebuild(to);
    emit changed();
}

void ScriptsEditor::takeOrder()
{
    QList<TemplateScript> ordered;
    for (int row = 0; row < m_list->count(); ++row)
        ordered.append(m_scripts.value(m_list->item(row)->data(Qt::UserRole).toInt()));
    if (ordered.size() != m_scripts.size())
        return;
    m_scripts = ordered;
    renumber();
    rebuild(m_list->currentRow());
    emit changed();
}

bool ScriptsEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isUp = key->key() == Qt::Key_Up;
        if (key->modifiers().testFlag(Qt::AltModifier) && (isUp || key->key() == Qt::Key_Down)) {
            moveCurrent(isUp ? -1 : 1);
            return true;
        }
        if (key->key() == Qt::Key_Delete) {
            removeCurrent();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ScriptsEditor::focusFirst()
{
    if (m_scripts.isEmpty())
        m_add->setFocus(Qt::OtherFocusReason);
    else
        m_list->setFocus(Qt::OtherFocusReason);
}

void ScriptsEditor::showErrors(const QList<FieldError> &errors)
{
    m_errors = errors;
    const int row = m_list->currentRow();
    m_nameField->setError(entryError(errors, u"scripts"_s, row, u".name"_s));
    m_timeoutField->setError(entryError(errors, u"scripts"_s, row, u".timeoutSeconds"_s));
    m_textField->setError(entryError(errors, u"scripts"_s, row, u".content"_s));
    markWrongEntries(m_list, errors, u"scripts"_s);
}

} // namespace slipway::desktop
