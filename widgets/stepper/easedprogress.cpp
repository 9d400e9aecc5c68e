#include "widgets/stepper/easedprogress.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QPainter>

namespace slipway::stepper {

namespace {
constexpr int kEaseMs = 260;
}

EasedProgress::EasedProgress(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_ease.setDuration(kEaseMs);
    m_ease.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_ease, &QVariantAnimation::valueChanged, this, [this](const QVariant &value) {
        m_shown = value.toDouble();
        update();
    });
    reset();
}

void EasedProgress::setPercent(int percent)
{
    const int bounded = qBound(0, percent, 100);
    if (bounded <= m_percent)
        return;
    m_percent = bounded;
    setAccessibleName(tr("Progress: %1 percent").arg(bounded));
    QAccessibleEvent event(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
    m_ease.stop();
    if (theme::Theme::instance().reduceMotion() || !isVisible()) {
        m_shown = bounded;
        update();
        return;
    }
    m_ease.setStartValue(m_shown);
    m_ease.setEndValue(double(bounded));
    m_ease.start();
}

void EasedProgress::reset()
{
    m_ease.stop();
    m_percent = 0;
    m_shown = 0;
    setAccessibleName(tr("Progress: %1 percent").arg(0));
    update();
}

void EasedProgress::setTone(theme::Role tone)
{
    m_tone = tone;
    update();
}

QSize EasedProgress::sizeHint() const { return {theme::space(16), theme::space(0.8)}; }

void EasedProgress::paintEvent(QPaintEvent *)
{
    using namespace theme;
    QPainter painter(this);
    const double radius = height() / 2.0;
    paint::roundedRect(painter, rect(), radius, color(Role::Sunken), color(Role::Border));
    if (m_shown <= 0)
        return;
    const QRectF bar(0, 0, qMax<double>(height(), width() * m_shown / 100), height());
    paint::roundedRect(painter, bar, radius, color(m_tone));
}

} // namespace slipway::stepper
