#include "widgets/elements/emptystate.h"

#include "widgets/theme/label.h"
#include "widgets/theme/style.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway::elements {

using namespace theme;

EmptyState::EmptyState(Icon icon, const QString &title, const QString &text, const QString &action,
                       QWidget *parent)
    : QWidget(parent), m_icon(icon), m_picture(new QWidget(this)), m_title(new Label({}, TextStyle::Heading)),
      m_middle(new QVBoxLayout), m_text(new Label({}, TextStyle::Body, Role::Muted)),
      m_action(new QPushButton(this)), m_other(new QPushButton(this))
{
    m_picture->setFixedSize(space(7), space(7));
    m_title->setAlignment(Qt::AlignCenter);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(space(60));
    m_text->setMinimumWidth(space(30));
    m_action->setObjectName(QStringLiteral("emptyAction"));
    setButtonKind(m_action, ButtonKind::Primary);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(m_picture, 0, Qt::AlignHCenter);
    layout->addSpacing(space(0.5));
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addLayout(m_middle);
    // Not by alignment: an aligned label gets the width of its hint but the height for the whole width.
    auto *centered = new QHBoxLayout;
    centered->addStretch(1);
    centered->addWidget(m_text, 100);
    centered->addStretch(1);
    layout->addLayout(centered);
    layout->addSpacing(space(0.8));
    m_other->setObjectName(QStringLiteral("emptyOther"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space(0.8));
    buttons->addStretch(1);
    buttons->addWidget(m_action);
    buttons->addWidget(m_other);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    layout->addStretch(3);
    connect(m_other, &QPushButton::clicked, this, &EmptyState::otherTriggered);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionTriggered);
    set(icon, title, text, action);
}

void EmptyState::set(Icon icon, const QString &title, const QString &text, const QString &action,
                     const QString &other)
{
    m_icon = icon;
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_other->setText(other);
    m_other->setVisible(!other.isEmpty());
    update();
}

void EmptyState::setIllustration(QWidget *illustration)
{
    auto *centered = new QHBoxLayout;
    centered->addStretch(1);
    centered->addWidget(illustration, 100);
    centered->addStretch(1);
    m_middle->addLayout(centered);
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF disc = m_picture->geometry();
    theme::paint::roundedRect(painter, disc, disc.width() / 2, color(Role::Sunken));
    const double inset = disc.width() / 4;
    paintIcon(painter, disc.adjusted(inset, inset, -inset, -inset), m_icon, color(Role::Muted));
}

} // namespace slipway::elements
