#include "app/desktop/pages/lookupfield.h"

#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/metrics.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace slipway::desktop {

LookupField::LookupField(const QString &label, QComboBox *input, const QString &hint, QWidget *parent)
    : QWidget(parent), m_input(input), m_field(new FormField(label, input, hint)), m_hint(hint),
      m_problem(new elements::InlineMessage)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::space(0.6));
    layout->addWidget(m_field);
    layout->addWidget(m_problem);
    layout->addStretch();
    m_problem->hide();
    connect(m_input, &QComboBox::currentTextChanged, this, &LookupField::changed);
    connect(m_problem, &elements::InlineMessage::actionTriggered, this, &LookupField::retryRequested);
}

void LookupField::setState(HostLookups::State state, const QString &problem)
{
    m_field->setHint(state == HostLookups::State::Loading ? tr("Asking the node…") : m_hint);
    if (state == HostLookups::State::Failed)
        m_problem->showMessage(elements::InlineMessage::Kind::Warning, problem, tr("Retry"));
    else
        m_problem->hide();
}

void LookupField::setHint(const QString &hint)
{
    m_hint = hint;
    m_field->setHint(hint);
}

void LookupField::setEntries(const QList<LookupEntry> &entries)
{
    const QString before = value();
    {
        const QSignalBlocker blocker(m_input);
        m_input->clear();
        for (const LookupEntry &entry : entries)
            m_input->addItem(entry.text, entry.value);
    }
    setValue(before);
}

QString LookupField::value() const
{
    const QString text = m_input->currentText().trimmed();
    const int at = m_input->findText(text, Qt::MatchFixedString | Qt::MatchCaseSensitive);
    return at < 0 ? text : m_input->itemData(at).toString();
}

void LookupField::setValue(const QString &value)
{
    const bool isSame = this->value() == value;
    {
        const QSignalBlocker blocker(m_input);
        const int at = value.isEmpty() ? -1 : m_input->findData(value);
        m_input->setCurrentIndex(at);
        if (at < 0)
            m_input->setEditText(value);
        m_input->lineEdit()->setCursorPosition(0);
    }
    if (!isSame)
        emit changed();
}

} // namespace slipway::desktop
