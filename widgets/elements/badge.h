#pragma once
#include "widgets/theme/icons.h"

#include <QWidget>
#include <optional>

namespace slipway::elements {

/// A state in a word: text, optionally an icon, in a tone. Text and icon carry the meaning, the tone supports
/// it.
class Badge : public QWidget
{
    Q_OBJECT
public:
    explicit Badge(QWidget *parent = nullptr);
    Badge(const QString &text, theme::Role tone, std::optional<theme::Icon> icon = {},
          QWidget *parent = nullptr);

    void set(const QString &text, theme::Role tone, std::optional<theme::Icon> icon = {});
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    /// The same drawing for item delegates; returns the width used.
    static int paint(QPainter &painter, const QRect &area, const QString &text, theme::Role tone,
                     std::optional<theme::Icon> icon);
    static QSize sizeFor(const QString &text, bool withIcon);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    theme::Role m_tone = theme::Role::Muted;
    std::optional<theme::Icon> m_icon;
};

} // namespace slipway::elements
