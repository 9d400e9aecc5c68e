#include "widgets/elements/numberedsteps.h"

#include "widgets/theme/label.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace slipway::elements {

using namespace theme;

NumberedSteps::NumberedSteps(const QList<Step> &steps, QWidget *parent) : QWidget(parent)
{
    setMaximumWidth(space(92));
    auto *columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, space(1.2), 0, space(1));
    columns->setSpacing(space(2));
    for (const Step &step : steps) {
        auto *place = new QWidget;
        place->setFixedSize(space(3.4), space(3.4));
        m_places.append(place);
        auto *name = new Label(step.name, TextStyle::Strong);
        auto *text = new Label(step.text, TextStyle::Small, Role::Muted);
        for (Label *label : {name, text}) {
            label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
            label->setWordWrap(true);
        }
        auto *column = new QVBoxLayout;
        column->setSpacing(space(0.4));
        column->addWidget(place, 0, Qt::AlignHCenter);
        column->addSpacing(space(0.4));
        column->addWidget(name);
        column->addWidget(text);
        column->addStretch(1);
        columns->addLayout(column, 1);
    }
}

void NumberedSteps::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(TextStyle::Strong));
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        const QRect disc = m_places.at(i)->geometry();
        if (i > 0) { // the way from the one before
            const QRect before = m_places.at(i - 1)->geometry();
            painter.setPen(QPen(color(Role::Border), 1));
            painter.drawLine(QPointF(before.right() + space(1.4), disc.center().y() + 0.5),
                             QPointF(disc.left() - space(1.4), disc.center().y() + 0.5));
        }
        paint::roundedRect(painter, disc, disc.width() / 2.0, color(Role::AccentSoft));
        painter.setPen(color(Role::Accent));
        painter.drawText(disc, Qt::AlignCenter, locale().toString(i + 1));
    }
}

} // namespace slipway::elements
