#include "widgets/elements/stepheader.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>

namespace slipway::elements {

using namespace theme;

/// One step: a disc with its number or sign, its name, and below it the state in words.
class StepHeaderButton : public QAbstractButton
{
public:
    StepHeaderButton(int number, const QString &name, QWidget *parent)
        : QAbstractButton(parent), m_number(number)
    {
        setText(name);
        setObjectName(QStringLiteral("step:%1").arg(number));
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setCursor(Qt::PointingHandCursor);
        setAttribute(Qt::WA_Hover);
    }

    StepHeader::State state = StepHeader::State::Open;
    int errors = 0;
    bool isCurrent = false;

    QString words() const
    {
        if (state == StepHeader::State::Wrong)
            return slipway::elements::StepHeader::tr("%n to correct", nullptr, errors);
        if (isCurrent)
            return slipway::elements::StepHeader::tr("Current step");
        return state == StepHeader::State::Done ? slipway::elements::StepHeader::tr("Done")
                                                : slipway::elements::StepHeader::tr("To do");
    }

    QSize sizeHint() const override
    {
        const int width = QFontMetrics(theme::font(TextStyle::Strong)).horizontalAdvance(text());
        return {width + disc() + space(2.6), rowHeight()};
    }
    QSize minimumSizeHint() const override { return {disc() + space(5), rowHeight()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRect area = rect().adjusted(1, 1, -1, -1);
        if (isCurrent || underMouse())
            paint::roundedRect(painter, area, cornerRadius(),
                               color(isCurrent ? Role::AccentSoft : Role::Hover));
        paintDisc(painter);
        const int left = disc() + space(1.6);
        const int room = width() - left - space(0.6);
        const QFont nameFont = theme::font(isCurrent ? TextStyle::Strong : TextStyle::Body);
        const QFont stateFont = theme::font(TextStyle::Small);
        const QFontMetrics name(nameFont);
        const QFontMetrics small(stateFont);
        const int top = (height() - name.height() - small.height()) / 2;
        painter.setFont(nameFont);
        painter.setPen(color(isCurrent ? Role::Accent : Role::Text));
        painter.drawText(QRect(left, top, room, name.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         name.elidedText(text(), Qt::ElideRight, room));
        painter.setFont(stateFont);
        painter.setPen(color(state == StepHeader::State::Wrong ? Role::Danger : Role::Muted));
        painter.drawText(QRect(left, top + name.height(), room, small.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, small.elidedText(words(), Qt::ElideRight, room));
        if (hasFocus())
            paint::focusRing(painter, area, cornerRadius());
    }

private:
    static int disc() { return space(2.8); }
    static int rowHeight()
    {
        return QFontMetrics(theme::font(TextStyle::Strong)).height() +
               QFontMetrics(theme::font(TextStyle::Small)).height() + space(1);
    }

    void paintDisc(QPainter &painter)
    {
        const double side = disc();
        const QRectF at(space(0.7), (height() - side) / 2, side, side);
        const bool isWrong = state == StepHeader::State::Wrong;
        const bool isDone = state == StepHeader::State::Done && !isCurrent;
        const Role tone = isWrong     ? Role::Danger
                          : isCurrent ? Role::Accent
                          : isDone    ? Role::Success
                                      : Role::Muted;
        const QColor fill = isCurrent && !isWrong ? color(Role::Accent)
                            : isWrong || isDone   ? color(softRole(tone))
                                                  : color(Role::Card);
        paint::roundedRect(painter, at.adjusted(0.75, 0.75, -0.75, -0.75), side / 2, fill,
                           color(isWrong || isDone || isCurrent ? tone : Role::ControlBorder), 1.5);
        const double inset = side * 0.24;
        const QRectF inside = at.adjusted(inset, inset, -inset, -inset);
        if (isWrong || isDone) {
            paintIcon(painter, inside, isWrong ? Icon::Warning : Icon::Check, color(tone));
            return;
        }
        painter.setFont(theme::font(TextStyle::Small));
        painter.setPen(color(isCurrent ? Role::OnAccent : Role::Muted));
        painter.drawText(at, Qt::AlignCenter, QString::number(m_number));
    }

    int m_number;
};

StepHeader::StepHeader(const QStringList &names, QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("stepHeader"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space(0.4));
    for (int i = 0; i < names.size(); ++i) {
        auto *button = new StepHeaderButton(i + 1, names.at(i), this);
        row->addWidget(button, 1);
        m_buttons.append(button);
        connect(button, &QAbstractButton::clicked, this, [this, i] { emit chosen(i); });
    }
    for (int i = 0; i < names.size(); ++i)
        refresh(i);
}

void StepHeader::setCurrent(int step)
{
    if (step == m_current && m_buttons.value(step) && m_buttons.at(step)->isCurrent)
        return;
    const int before = m_current;
    m_current = step;
    refresh(before);
    refresh(step);
    setAccessibleName(spoken(step));
    QAccessibleEvent event(this, QAccessible::Alert); // as a message does: read out, the focus stays
    QAccessible::updateAccessibility(&event);
}

void StepHeader::setState(int step, State state, int errors)
{
    StepHeaderButton *button = m_buttons.at(step);
    if (button->state == state && button->errors == errors)
        return;
    button->state = state;
    button->errors = errors;
    refresh(step);
}

StepHeader::State StepHeader::state(int step) const { return m_buttons.at(step)->state; }

QString StepHeader::spoken(int step) const
{
    const StepHeaderButton *button = m_buttons.at(step);
    return tr("Step %1 of %2: %3, %4")
        .arg(step + 1)
        .arg(m_buttons.size())
        .arg(button->text(), button->words());
}

void StepHeader::refresh(int step)
{
    StepHeaderButton *button = m_buttons.at(step);
    button->isCurrent = step == m_current;
    const QString name = spoken(step);
    if (button->accessibleName() != name) {
        button->setAccessibleName(name);
        button->setToolTip(name);
        QAccessibleEvent event(button, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
    button->update();
}

} // namespace slipway::elements
