#pragma once
#include "widgets/theme/role.h"

#include <QFrame>

namespace slipway::elements {

/// A raised surface with a hair line around it; optionally a tone on its edge (error card). Give it a layout.
class Card : public QFrame
{
    Q_OBJECT
public:
    explicit Card(QWidget *parent = nullptr);
    void setEdge(theme::Role edge);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    theme::Role m_edge = theme::Role::Border;
};

} // namespace slipway::elements
