#include "app/desktop/pages/packagelines.h"

#include "app/desktop/pages/formfield.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QPlainTextEdit>
#include <QTextBlock>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

/// One a line is the form, several with blanks between them are understood as well.
QStringList packagesIn(const QString &text)
{
    QStringList out;
    for (const QString &line : parsePackages(text.toUtf8())) {
        for (const QString &one : line.simplified().split(u' ')) {
            if (!out.contains(one))
                out.append(one);
        }
    }
    return out;
}

} // namespace

PackageLines::PackageLines(const QString &name, const QString &label, const QString &field,
                           const QString &example, QWidget *parent)
    : QWidget(parent), m_field(field), m_text(new QPlainTextEdit)
{
    m_text->setObjectName(name);
    m_text->setFont(theme::font(theme::TextStyle::Mono));
    m_text->setPlaceholderText(example);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setMinimumHeight(theme::space(9));
    m_input = new FormField(label, m_text);
    static_cast<QVBoxLayout *>(m_input->layout())->setStretchFactor(m_text, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_input);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PackageLines::changed);
}

QStringList PackageLines::packages() const { return packagesIn(m_text->toPlainText()); }

void PackageLines::setPackages(const QStringList &packages)
{
    if (packages != this->packages())
        m_text->setPlainText(packages.join(u'\n'));
}

void PackageLines::setHint(const QString &hint)
{
    m_hint = hint;
    m_input->setHint(hint);
}

int PackageLines::lineOf(qsizetype package) const
{
    const QString wanted = packages().value(package);
    const QStringList lines = m_text->toPlainText().split(u'\n');
    for (int i = 0; i < lines.size(); ++i) {
        if (packagesIn(lines.at(i)).contains(wanted))
            return i;
    }
    return 0;
}

void PackageLines::showErrors(const QList<FieldError> &errors)
{
    QStringList messages;
    QList<int> lines;
    constexpr int kShown = 4;
    for (const FieldError &error : errors) {
        if (error.field == m_field) {
            messages.append(error.message);
        } else if (error.field.startsWith(m_field + u'[')) {
            const int line = lineOf(error.field.section(u'[', 1).section(u']', 0, 0).toInt());
            lines.append(line);
            messages.append(tr("Line %1: %2").arg(line + 1).arg(error.message));
        }
    }
    if (messages.size() > kShown) {
        const qsizetype more = messages.size() - kShown;
        messages = messages.mid(0, kShown);
        messages.append(tr("Further lines that are marked: %1.").arg(more));
    }
    mark(lines);
    m_input->setError(messages.join(u'\n'));
}

void PackageLines::mark(const QList<int> &lines)
{
    QList<QTextEdit::ExtraSelection> marks;
    for (const int line : lines) {
        QTextEdit::ExtraSelection one;
        one.cursor = QTextCursor(m_text->document()->findBlockByNumber(line));
        one.cursor.select(QTextCursor::LineUnderCursor);
        one.format.setBackground(theme::color(theme::Role::DangerSoft));
        one.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        one.format.setUnderlineColor(theme::color(theme::Role::Danger));
        marks.append(one);
    }
    m_text->setExtraSelections(marks);
}

} // namespace slipway::desktop
