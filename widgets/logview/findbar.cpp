#include "widgets/logview/findbar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

namespace slipway::logview {

FindBar::FindBar(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("findBar"));
    setAttribute(Qt::WA_StyledBackground);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 5, 6, 5);
    layout->setSpacing(4);

    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("findField"));
    m_field->setPlaceholderText(tr("Find in the log"));
    m_field->setAccessibleName(tr("Find in the log"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(120);
    layout->addWidget(m_field, 1);
    m_case = addButton(QStringLiteral("Aa"), QStringLiteral("findCase"), tr("Match case"));
    m_regex = addButton(QStringLiteral(".*"), QStringLiteral("findRegex"), tr("Regular expression"));
    m_case->setCheckable(true);
    m_regex->setCheckable(true);

    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("findState"));
    m_state->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("00,000 of 00,000")));
    m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_state->setTextFormat(Qt::PlainText);
    layout->addWidget(m_state);
    m_previous =
        addButton(QStringLiteral("\u2191"), QStringLiteral("findPrevious"), tr("Previous (Shift+Enter)"));
    m_next = addButton(QStringLiteral("\u2193"), QStringLiteral("findNext"), tr("Next (Enter)"));
    QToolButton *close = addButton(QStringLiteral("\u2715"), QStringLiteral("findClose"), tr("Close (Esc)"));

    connect(m_field, &QLineEdit::textChanged, this, &FindBar::emitQuery);
    connect(m_case, &QToolButton::toggled, this, &FindBar::emitQuery);
    connect(m_regex, &QToolButton::toggled, this, &FindBar::emitQuery);
    connect(m_previous, &QToolButton::clicked, this, &FindBar::previousRequested);
    connect(m_next, &QToolButton::clicked, this, &FindBar::nextRequested);
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
    setFocusProxy(m_field);
    setState(0, 0, false, {});
}

QToolButton *FindBar::addButton(const QString &text, const QString &name, const QString &help)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(help);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
    return button;
}

text::FindQuery FindBar::query() const
{
    return {m_field->text(), m_regex->isChecked(), m_case->isChecked()};
}

void FindBar::setText(const QString &text) { m_field->setText(text); }

void FindBar::open()
{
    show();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    emitQuery();
}

void FindBar::emitQuery() { emit queryChanged(query()); }

void FindBar::setState(qint64 ordinal, qint64 total, bool isSearching, const QString &error)
{
    const QLocale locale;
    QString text;
    if (!error.isEmpty())
        text = tr("Bad pattern: %1").arg(error);
    else if (m_field->text().isEmpty())
        text.clear();
    else if (total == 0)
        text = isSearching ? tr("Searching\u2026") : tr("No match");
    else if (ordinal > 0)
        text = tr("%1 of %2").arg(locale.toString(ordinal), locale.toString(total));
    else
        text = total == 1 ? tr("1 match") : tr("%1 matches").arg(locale.toString(total));
    if (isSearching && total > 0)
        text += QStringLiteral("\u2026");
    if (text != m_state->text()) {
        m_state->setText(text);
        m_state->setToolTip(error);
        m_state->setAccessibleName(text);
        const bool isBad = !error.isEmpty() || (total == 0 && !isSearching && !m_field->text().isEmpty());
        m_state->setProperty("bad", isBad);
        m_state->setForegroundRole(QPalette::WindowText);
    }
    m_previous->setEnabled(total > 0);
    m_next->setEnabled(total > 0);
}

QString FindBar::stateText() const { return m_state->text(); }

void FindBar::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape)
        emit closed();
    else if ((isEnter || event->key() == Qt::Key_F3) && event->modifiers() & Qt::ShiftModifier)
        emit previousRequested();
    else if (isEnter || event->key() == Qt::Key_F3)
        emit nextRequested();
    else
        QWidget::keyPressEvent(event);
}

} // namespace slipway::logview
