#include "app/desktop/pages/templatefiles.h"

#include "app/desktop/pages/forminputs.h"
#include "app/desktop/pages/listeditor.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/flowlayout.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"

#include <QFile>
#include <QFileDialog>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using elements::IconButton;

namespace {

/// What a text field would bring back unchanged.
bool isText(const QByteArray &content)
{
    return content.isValidUtf8() && !content.contains('\0') && !content.contains('\r') &&
           !content.startsWith("\xEF\xBB\xBF");
}

} // namespace

TemplateFiles::TemplateFiles(QWidget *parent) : QWidget(parent), m_list(new QListWidget)
{
    setObjectName(u"templateFiles"_s);
    QWidget *list = makeList();
    layBeside(this, list, makeSide());
    showCurrent();
}

QWidget *TemplateFiles::makeList()
{
    auto *box = new QWidget;
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    m_list->setObjectName(u"fileList"_s);
    m_list->setAccessibleName(tr("Files"));
    m_list->setTextElideMode(Qt::ElideLeft);
    auto *add = new QPushButton(tr("Add File"));
    add->setObjectName(u"addFile"_s);
    m_remove = new IconButton(Icon::Trash, tr("Remove the file"));
    m_remove->setObjectName(u"removeFile"_s);
    auto *buttons = new elements::FlowLayout;
    buttons->setSpacing(space(0.6));
    buttons->addWidget(add);
    buttons->addWidget(m_remove);
    rows->addWidget(m_list, 1);
    rows->addLayout(buttons);
    connect(add, &QPushButton::clicked, this, &TemplateFiles::add);
    connect(m_remove, &QToolButton::clicked, this, &TemplateFiles::removeCurrent);
    connect(m_list, &QListWidget::currentRowChanged, this, &TemplateFiles::showCurrent);
    return box;
}

QWidget *TemplateFiles::makeSide()
{
    m_side = new QStackedWidget;
    auto *nothing = new elements::EmptyState(
        Icon::Files, tr("No files yet"),
        tr("A file is put into the container before packages are installed and scripts run: a "
           "configuration, a unit, a page."),
        tr("Add File"));
    setButtonKind(nothing->findChild<QPushButton *>(u"emptyAction"_s),
                  ButtonKind::Normal); // Save is the primary one
    connect(nothing, &elements::EmptyState::actionTriggered, this, &TemplateFiles::add);
    m_side->addWidget(makeEditor());
    m_side->addWidget(nothing);
    return m_side;
}

QWidget *TemplateFiles::makeEditor()
{
    m_editor = new QWidget;
    m_path = lineInput(u"filePath"_s, u"/etc/app/app.conf"_s);
    m_policy = choiceInput(u"filePolicy"_s, {{u"replace"_s, tr("Replace it")},
                                             {u"default"_s, tr("Leave it as it is")},
                                             {u"backup"_s, tr("Replace it, keep the old one")}});
    m_text = new QPlainTextEdit;
    m_text->setObjectName(u"fileText"_s);
    m_text->setFont(theme::font(TextStyle::Mono));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    auto *choose = new QPushButton(tr("Take a File…"));
    choose->setObjectName(u"chooseFile"_s);
    m_pathField = new FormField(tr("Path in the container"), m_path);
    m_textField = tallField(tr("Content"), m_text);
    auto *rows = new QVBoxLayout(m_editor);
    rows->setContentsMargins(0, 0, 0, 0);
    auto *head = inputGrid(16);
    head->addWidget(m_pathField);
    head->addWidget(new FormField(tr("If one is there already"), m_policy));
    rows->addLayout(head);
    rows->addWidget(m_textField, 1);
    rows->addWidget(choose, 0, Qt::AlignLeft);
    connect(m_path, &QLineEdit::textChanged, this, &TemplateFiles::edit);
    connect(m_policy, &QComboBox::currentIndexChanged, this, &TemplateFiles::edit);
    connect(m_text, &QPlainTextEdit::textChanged, this, &TemplateFiles::edit);
    connect(choose, &QPushButton::clicked, this, &TemplateFiles::chooseFile);
    return m_editor;
}

void TemplateFiles::show(const QList<FileSpec> &files)
{
    m_files = files;
    rebuild(files.isEmpty() ? -1 : 0);
}

void TemplateFiles::rebuild(int current)
{
    m_filling = true;
    m_list->clear();
    for (const FileSpec &file : std::as_const(m_files))
        m_list->addItem(file.path.isEmpty() ? tr("(no path)") : file.path);
    m_list->setCurrentRow(current);
    m_filling = false;
    showCurrent();
}

void TemplateFiles::showCurrent()
{
    if (m_filling)
        return;
    const int row = m_list->currentRow();
    const bool isThere = row >= 0 && row < m_files.size();
    const FileSpec file = isThere ? m_files.at(row) : FileSpec();
    const bool canEdit = isText(file.content);
    m_filling = true;
    m_remove->setEnabled(isThere);
    m_editor->setEnabled(isThere);
    m_side->setCurrentIndex(m_files.isEmpty() ? 1 : 0);
    m_path->setText(file.path);
    m_policy->setCurrentIndex(static_cast<int>(file.policy));
    m_text->setReadOnly(!canEdit);
    m_text->setPlainText(canEdit ? QString::fromUtf8(file.content) : QString());
    m_textField->setHint(canEdit ? QString()
                                 : tr("%n bytes that are no plain text; they are kept as they are.", nullptr,
                                      static_cast<int>(file.content.size())));
    m_filling = false;
}

void TemplateFiles::edit()
{
    const int row = m_list->currentRow();
    if (m_filling || row < 0 || row >= m_files.size())
        return;
    FileSpec &file = m_files[row];
    file.path = m_path->text();
    file.policy = static_cast<FileSpec::Policy>(m_policy->currentIndex());
    if (!m_text->isReadOnly())
        file.content = m_text->toPlainText().toUtf8();
    const QSignalBlocker quiet(m_list);
    m_list->item(row)->setText(file.path.isEmpty() ? tr("(no path)") : file.path);
    emit changed();
}

void TemplateFiles::add()
{
    m_files.append(FileSpec());
    rebuild(static_cast<int>(m_files.size()) - 1);
    m_path->setFocus(Qt::OtherFocusReason);
    emit changed();
}

void TemplateFiles::removeCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_files.size())
        return;
    m_files.removeAt(row);
    rebuild(std::min(row, static_cast<int>(m_files.size()) - 1));
    emit changed();
}

void TemplateFiles::chooseFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Take the Content of a File"));
    if (!path.isEmpty())
        takeFile(path);
}

void TemplateFiles::takeFile(const QString &path)
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_files.size())
        return;
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) {
        emit unreadable(
            tr("Cannot read %1. It is no file, or not yours to read. Choose another one.").arg(path));
        return;
    }
    if (file.size() > SpecLimits::maxFileBytes) {
        emit unreadable(tr("Cannot take %1. It is larger than 8 MiB. Let a script download it.").arg(path));
        return;
    }
    m_files[row].content = file.readAll();
    showCurrent();
    emit changed();
}

void TemplateFiles::showErrors(const QList<FieldError> &errors)
{
    const int row = m_list->currentRow();
    m_pathField->setError(entryError(errors, u"files"_s, row, u".path"_s));
    m_textField->setError(entryError(errors, u"files"_s, row, u".content"_s));
    markWrongEntries(m_list, errors, u"files"_s);
}

} // namespace slipway::desktop
