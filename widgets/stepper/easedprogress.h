#pragma once
#include "widgets/theme/role.h"

#include <QVariantAnimation>
#include <QWidget>

namespace slipway::stepper {

/// A progress bar that eases to its value within 300 ms and never goes backwards before reset().
class EasedProgress : public QWidget
{
    Q_OBJECT
public:
    explicit EasedProgress(QWidget *parent = nullptr);

    void setPercent(int percent); ///< lower values than the last one are ignored
    int percent() const { return m_percent; }
    double shown() const { return m_shown; } ///< what is drawn now, 0–100
    void reset();
    void setTone(theme::Role tone);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_percent = 0;
    double m_shown = 0;
    theme::Role m_tone = theme::Role::Accent;
    QVariantAnimation m_ease;
};

} // namespace slipway::stepper
